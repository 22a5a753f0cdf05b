using System.Diagnostics;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>An admin, a requester (alice), an approver (bob) and another requester (carol), an integration with the lab's servers, and two flows.</summary>
internal sealed class AccessJob : IAsyncDisposable
{
    private CoreHost core;
    private readonly ServerLab lab;
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-job-").FullName;

    private AccessJob(CoreHost core, ServerLab lab) => (this.core, this.lab) = (core, lab);

    public Actor Admin { get; private set; } = Actor.System;

    public Actor Alice { get; private set; } = Actor.System;

    public Actor Bob { get; private set; } = Actor.System;

    public Actor Carol { get; private set; } = Actor.System;

    public IntegrationId Integration { get; private set; }

    /// <summary>What the integration was connected with.</summary>
    public IntegrationInput Input { get; private set; } = new();

    public IReadOnlyDictionary<string, ServerId> Servers { get; private set; } = new Dictionary<string, ServerId>();

    public static async Task<AccessJob> PrepareAsync(CoreHost core, ServerLab lab, double keepDays = 30, ExistingAccounts existing = ExistingAccounts.Refuse, Func<Actor, IntegrationInput, Task<IntegrationInput>>? change = null)
    {
        var job = new AccessJob(core, lab);
        var admin = Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada Admin", Email = "ada@example.com", Password = "correct horse battery" }));
        job.Admin = (await core.Get<LoadActor>().RunAsync(admin))!;
        job.Alice = await job.PersonAsync("Alice Requester", "alice");
        job.Bob = await job.PersonAsync("Bob Approver", "bob");
        job.Carol = await job.PersonAsync("Carol Other", "carol");
        job.Input = new()
        {
            Name = "Lab servers",
            Source = new SshServersSettings { Servers = [.. lab.Servers.Select(s => new SshServerEntry(s.Name, s.Address, s.Port))] },
            LoginUser = ServerLab.AdminUser,
            Base64PrivateKey = await File.ReadAllTextAsync(lab.AdminPrivateKeyPath!),
            LinuxGroups = ["docker", "developers", "dba", "nosuchgroup"],
            KeepDays = keepDays,
            ExistingAccounts = existing,
        };
        job.Input = change is null ? job.Input : await change(job.Admin, job.Input);
        job.Integration = Done(await core.Get<ConnectIntegration>().RunAsync(job.Admin, job.Input));
        await job.AcceptHostKeysAsync();
        await job.FlowAsync("Approved access", [job.Alice, job.Carol], new([job.Bob.Id!.Value], []));
        return job;
    }

    /// <summary>Goes on with another host on the same database.</summary>
    public void Use(CoreHost another) => core = another;

    public async Task AcceptHostKeysAsync()
    {
        await core.UntilAsync(async () => (await core.Get<ListIntegrations>().FindAsync(Admin, Integration)).Value.Status, s => s == IntegrationStatus.Active);
        var servers = (await core.Get<ListServers>().OfIntegrationAsync(Admin, Integration)).Value;
        Servers = servers.ToDictionary(s => s.Name, s => s.Id);
        foreach (var server in servers)
        {
            var keys = Done(await core.Get<HostKeys>().ScanAsync(Admin, server.Id));
            Assert.Contains(lab.Server(server.Name).Info.HostKeys.Select(k => k.Fingerprint), f => keys.Any(k => k.Fingerprint == f));
            Done(await core.Get<HostKeys>().AcceptAsync(Admin, server.Id, keys));
            await core.UntilAsync(async () => (await core.Get<ListServers>().FindAsync(Admin, server.Id)).Value, s => s.Health == ServerHealth.Ready);
        }
    }

    public async Task<Actor> PersonAsync(string name, string linuxName)
    {
        var id = Done(await core.Get<AddPerson>().RunAsync(Admin, new() { Name = name, Email = $"{linuxName}@example.com", LinuxName = linuxName }));
        return (await core.Get<LoadActor>().RunAsync(id))!;
    }

    public async Task<AccessFlowId> FlowAsync(string name, IReadOnlyList<Actor> grantees, PeopleRule? approvers) => Done(await core.Get<SaveAccessFlow>().AddAsync(Admin, name, new()
    {
        Grantees = new([.. grantees.Select(g => g.Id!.Value)], []),
        Targets = new() { Integrations = [Integration] },
        LinuxGroups = ["docker", "developers", "dba", "nosuchgroup"],
        MaxDuration = TimeSpan.FromHours(8),
        Approvers = approvers,
    }));

    public async Task<RequestId> RequestAsync(Actor who, IReadOnlyList<string> servers, IReadOnlyList<string> groups, TimeSpan duration) => Done(await core.Get<SubmitRequest>().RunAsync(
        who, new() { Servers = [.. servers.Select(s => Servers[s])], LinuxGroups = groups, Duration = duration, Justification = "test" }));

    public async Task<RequestId> ActiveAsync(Actor who, IReadOnlyList<string> servers, IReadOnlyList<string> groups, TimeSpan duration)
    {
        var request = await RequestAsync(who, servers, groups, duration);
        Done(await core.Get<DecideRequest>().RunAsync(Bob, request, true, ""));
        await UntilAsync(request, AccessStatus.Active);
        return request;
    }

    public async Task<RequestRow> ShowAsync(RequestId request) => Done(await core.Get<ShowRequests>().FindAsync(Admin, request));

    public Task<RequestRow> UntilAsync(RequestId request, AccessStatus status, TimeSpan? limit = null) => core.UntilAsync(() => ShowAsync(request), r => r.Status == status, limit);

    /// <summary>A private key file with a certificate for it beside it.</summary>
    public async Task<string> KeyAsync(Actor who, RequestId request)
    {
        var key = Path.Combine(directory, $"key-{Guid.NewGuid():N}");
        await RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        var handed = Done(await core.Get<ConnectToServers>().RunAsync(who, request, await File.ReadAllTextAsync(key + ".pub")));
        await File.WriteAllTextAsync(key + "-cert.pub", handed.Certificate + "\n");
        await File.WriteAllTextAsync(key + "-known_hosts", Done(await core.Get<ConnectToServers>().KnownHostsAsync(who, request)));
        return key;
    }

    public async Task<CommandResult> SshAsync(Actor who, RequestId request, LabServer server, string account, string command) => await SshAsync(await KeyAsync(who, request), server, account, command);

    public Task<CommandResult> SshAsync(string key, LabServer server, string account, string command) => RunAsync("ssh", [.. Arguments(key, server, account), command]);

    /// <summary>With the key and certificate that were made last.</summary>
    public Task<CommandResult> SshAsync(LabServer server, string account, string command) => SshAsync(
        Directory.GetFiles(directory, "*-cert.pub").OrderByDescending(File.GetCreationTimeUtc).First().Replace("-cert.pub", "", StringComparison.Ordinal), server, account, command);

    /// <summary>An open session; ends when the server ends it.</summary>
    public Process Session(string key, LabServer server, string account, string command) => Process.Start(Info("ssh", [.. Arguments(key, server, account), command]))!;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    public static T Done<T>(Outcome<T> outcome) => outcome.IsDone ? outcome.Value : throw new InvalidOperationException($"{outcome.Kind}: {string.Join(" | ", outcome.Problems.Select(p => $"{p.Field}: {p.Sentence}"))}");

    private static string[] Arguments(string key, LabServer server, string account) =>
    [
        "-F", "none", "-T", "-i", key, "-o", $"CertificateFile={key}-cert.pub", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
        "-o", $"UserKnownHostsFile={key}-known_hosts", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=5", "-o", "LogLevel=ERROR",
        "-l", account, "--", server.Address,
    ];

    private static async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments)
    {
        using var process = Process.Start(Info(file, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
        return new(process.ExitCode, await output, await error);
    }

    private static ProcessStartInfo Info(string file, IEnumerable<string> arguments) =>
        new(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
}
