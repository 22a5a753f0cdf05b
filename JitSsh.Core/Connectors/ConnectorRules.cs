using System.IO.Enumeration;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>
/// What a connector refuses by itself, whatever the portal says, from a file where the connector runs. What is not named in the file is not limited by it. A portal that somebody has taken over can
/// therefore open no more than this.
/// </summary>
public sealed record ConnectorRules
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly IReadOnlyList<IPNetwork> ranges = [];
    private readonly SecretOptions? secrets;

    /// <summary>No limits: those of the connector inside the portal, which is the portal.</summary>
    public static ConnectorRules None { get; } = new();

    /// <summary>Linux groups that access may bring, with <c>*</c> and <c>?</c>; null for any, empty for none.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Accounts that access may be given to, with <c>*</c> and <c>?</c>; null for any.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>The longest that access may still last when a server is told of it; null for no limit.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>Networks that servers must be in, as CIDR; null for any.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>False to refuse accounts that JitSsh did not make, whatever the integration says.</summary>
    public bool ExistingAccounts { get; init; } = true;

    /// <summary>The file they stand in, for sentences; empty for none.</summary>
    [JsonIgnore]
    public string File { get; private init; } = "";

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file; null or empty for no rules but those on secrets.</param>
    /// <param name="secrets">What may be sent where; null inside the portal, which checks that when an integration is changed.</param>
    /// <exception cref="InvalidOperationException">It cannot be read; the message is a sentence that says what is wrong with it. A connector does not start without the rules it was told to keep.</exception>
    public static ConnectorRules Read(string? path, SecretOptions? secrets = null)
    {
        if (string.IsNullOrEmpty(path))
        {
            return new(secrets, []);
        }

        ConnectorRules? rules;
        try
        {
            rules = JsonSerializer.Deserialize<ConnectorRules>(System.IO.File.ReadAllText(path), Strict);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The connector's rules in {path} cannot be read: {e.Message}", e);
        }

        if (rules is null)
        {
            throw new InvalidOperationException($"The connector's rules in {path} are empty. Write {{}} for no limits.");
        }

        if (rules.Networks?.FirstOrDefault(n => !NetworkRange.IsWellFormed(n)) is { } wrong)
        {
            throw new InvalidOperationException($"The connector's rules in {path}: {SafeText.Quote(wrong)} is no network. Write it like 10.0.0.0/8 or 2001:db8::/32.");
        }

        if (rules.Longest is { } longest && longest <= TimeSpan.Zero)
        {
            throw new InvalidOperationException($"The connector's rules in {path}: the longest time must be more than nothing, as \"08:00:00\".");
        }

        return new(rules, path, secrets);
    }

    private ConnectorRules(SecretOptions? secrets, IReadOnlyList<IPNetwork> ranges) => (this.secrets, this.ranges) = (secrets, ranges);

    private ConnectorRules(ConnectorRules read, string path, SecretOptions? secrets)
        : this(read)
    {
        File = path;
        this.secrets = secrets;
        ranges = [.. (read.Networks ?? []).Select(IPNetwork.Parse)];
    }

    /// <summary>For the JSON reader.</summary>
    [JsonConstructor]
    public ConnectorRules()
    {
    }

    /// <summary>
    /// Where to connect: the server itself when nothing is limited; else the address its name leads to now, so that the name cannot lead elsewhere a moment later. Or the sentence that says why not.
    /// </summary>
    internal async Task<(ShellTarget? Target, string? Problem)> PlaceAsync(ShellTarget target, CancellationToken cancel)
    {
        if (ProblemWithLogin(target) is { } login)
        {
            return (null, login);
        }

        if (Networks is null)
        {
            return (target, null);
        }

        ShellTarget? jump = null;
        if (target.Jump is { } hop)
        {
            (jump, var noWay) = await PlaceAsync(hop, cancel);
            if (jump is null)
            {
                return (null, noWay);
            }
        }

        var (address, problem) = await PlaceAsync(target.Address, jump is not null, cancel);
        return address is null ? (null, problem) : (target with { Address = address, Jump = jump }, null);
    }

    /// <summary>The same for an address alone.</summary>
    internal async Task<(HostAddress? Address, string? Problem)> PlaceAsync(HostAddress address, bool isBehindJump, CancellationToken cancel)
    {
        if (Networks is null)
        {
            return (address, null);
        }

        var literal = IPAddress.TryParse(address.Host, out var ip);
        if (!literal && isBehindJump)
        {
            return (null, $"{address.Host} is a name that only the jump server resolves, so this connector cannot tell whether it is in the networks that {File} allows. Give its IP address.");
        }

        IReadOnlyList<IPAddress> all;
        try
        {
            all = literal ? [ip!] : await Dns.GetHostAddressesAsync(address.Host, cancel);
        }
        catch (SocketException)
        {
            all = [];
        }

        var inside = all.FirstOrDefault(a => ranges.Any(r => r.Contains(a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a)));
        if (inside is not null && HostAddress.TryCreate(inside.ToString(), address.Port, out var place, out _))
        {
            return (place, null);
        }

        return (null, all.Count == 0
            ? $"{address.Host} does not resolve where the connector runs, so it is in none of the networks that {File} allows."
            : $"{address.Host} is not in the networks that this connector may reach ({string.Join(", ", Networks!)}, in {File}).");
    }

    /// <summary>The state without the grants that are not allowed, whole grants each, and those with a sentence. What ends is never left out.</summary>
    internal (ServerState State, IReadOnlyList<RefusedGrant> Refused) Sift(ServerState state, DateTimeOffset now)
    {
        List<RefusedGrant> refused = [];
        List<AccountState> accounts = [];
        foreach (var account in state.Accounts)
        {
            var lines = account.TrustLines.Where(l => Allows(account, l, now, refused)).ToList();
            if (lines.Count > 0)
            {
                accounts.Add(account with { TrustLines = lines });
            }
        }

        return (state with { Accounts = accounts, UseExistingAccounts = state.UseExistingAccounts && ExistingAccounts }, refused);
    }

    /// <summary>What is wrong with a source's own addresses, as a sentence: a secret that lies here is sent to none that the operator has not named. Null when nothing is.</summary>
    internal string? ProblemWithSource(SourceSettings source, SecretRef? secret) =>
        secrets is not null && source is AzureVmSettings { Cloud: AzureCloud.Custom, AuthorityHost: { IsAbsoluteUri: true } to } && !secrets.Trusts(to)
            ? SecretOptions.NotTrusted(secret is null ? "What signs in to Azure" : "The client secret", to.GetLeftPart(UriPartial.Authority))
            : null;

    private bool Allows(AccountState account, TrustLine line, DateTimeOffset now, List<RefusedGrant> refused)
    {
        var sentence = Users is not null && !Users.Any(u => FileSystemName.MatchesSimpleExpression(u, account.Name, ignoreCase: false))
                ? $"This connector gives no access to the account '{account.Name}': \"users\" in {File} does not allow it."
            : Groups is not null && line.Groups.FirstOrDefault(g => !Groups.Any(a => FileSystemName.MatchesSimpleExpression(a, g, ignoreCase: false))) is { } group
                ? $"This connector gives no access with the group '{group}': \"groups\" in {File} does not allow it."
            : Longest is { } longest && line.NotAfter - now > longest
                ? $"This connector gives no access for longer than {Durations.Words(longest)}: \"longest\" in {File}. This would last {Durations.Words(line.NotAfter - now)}."
            : null;
        if (sentence is not null)
        {
            refused.Add(new(line.Grant, sentence));
        }

        return sentence is null;
    }

    /// <summary>What the portal says is not taken on trust: a user's name stands in an argument.</summary>
    private static string? ProblemWithLogin(ShellTarget target) =>
        target.Jump is { } hop && ProblemWithLogin(hop) is { } problem ? problem
        : LinuxName.IsWellFormed(target.LoginUser) ? null : "The portal named a login user that is no Linux user. The connector does not use it.";
}
