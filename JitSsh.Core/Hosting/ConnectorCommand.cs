using System.Net;
using System.Runtime.InteropServices;
using JitSsh.Core.Connectors;
using JitSsh.Core.Connectors.Remote;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Discovery.StaticList;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;
using JitSsh.Core.Servers.OpenSsh;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Hosting;

/// <summary>The command <c>connector</c>: the connector's loop by itself, where the servers and the secrets are. It has no database and no screens.</summary>
public static class ConnectorCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "connector";

    /// <summary>The process's exit code when the portal does not answer it any more: starting it again changes nothing.</summary>
    public const int RefusedExit = 3;

    /// <summary>Longer than a call waits for work.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(80);

    /// <summary>Enrols, the first time, and then works until it is told to end. The process's exit code.</summary>
    /// <param name="arguments">What follows the command.</param>
    /// <param name="configuration">Sections <c>JitSsh:Secrets</c> and <c>JitSsh:OpenSsh</c> are read, as in the portal.</param>
    /// <param name="output">Where it says what it does.</param>
    /// <param name="error">Where it says what is wrong.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, IConfiguration configuration, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        using var stop = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            var settings = ConnectorSettings.Read(arguments);
            await using var services = Services(settings, configuration);
            var rules = services.GetRequiredService<ConnectorRules>();
            using var telemetry = Telemetry.Begin("jitssh-connector");
            using var http = Http(settings);
            using var identity = ConnectorIdentity.Read(settings.Data) ?? await EnrolAsync(settings, http, stop.Token);
            if (identity.Portal != settings.Portal)
            {
                throw new InvalidOperationException($"This connector enrolled with {identity.Portal}, not with {settings.Portal}. Give it another --data directory and a token of that portal.");
            }

            await output.WriteLineAsync($"Connector {identity.Name}, version {ConnectorDesk.LatestVersion}, calls {settings.Portal}. Its own rules: {(rules.File.Length > 0 ? rules.File : "none")}.");
            var work = new PortalClient(http, identity, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PortalClient>>());
            await services.GetRequiredService<ConnectorLoop>().RunAsync(work, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (ConnectorRefusedException e)
        {
            await error.WriteLineAsync(e.Message);
            return RefusedExit;
        }
        catch (Exception e) when (e is InvalidOperationException or OptionsValidationException or IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await error.WriteLineAsync($"The connector does not start. {e.Message}");
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<ConnectorIdentity> EnrolAsync(ConnectorSettings settings, HttpClient http, CancellationToken cancel)
    {
        if (settings.TokenFile is not { } file || !File.Exists(file))
        {
            throw new InvalidOperationException(settings.TokenFile is null
                ? $"It has not enrolled yet: there is no {ConnectorIdentity.PathIn(settings.Data)}. Make a token under Connectors in the portal and name its file with --token-file."
                : $"It has not enrolled yet, and there is no file {settings.TokenFile} with a token. Make one under Connectors in the portal.");
        }

        Directory.CreateDirectory(settings.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await ConnectorIdentity.EnrolAsync(http, settings.Portal, settings.Data, (await File.ReadAllTextAsync(file, cancel)).Trim(), cancel);
    }

    private static HttpClient Http(ConnectorSettings settings)
    {
        // A redirect would be followed with the signed call in it, to wherever it leads.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (settings.Portal.IsLoopback)
        {
            handler.UseProxy = false;
        }
        else if (settings.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        return new(handler) { BaseAddress = settings.Portal, Timeout = CallLimit };
    }

    private static ServiceProvider Services(ConnectorSettings settings, IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddOptions<SecretOptions>().Bind(configuration.GetSection("JitSsh:Secrets")).ValidateDataAnnotations();
        services.AddOptions<OpenSshOptions>().Bind(configuration.GetSection("JitSsh:OpenSsh")).ValidateDataAnnotations();
        services.AddLogging(log => log.AddConfiguration(configuration.GetSection("Logging")).AddFilter("Microsoft", LogLevel.Warning).AddConsole());
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ISecretStore, NoLocalSecrets>().AddOutsideStores()
            .AddSingleton<IServerSource, AzureServerSource>().AddSingleton<IServerSource, StaticServerSource>().AddSingleton<DiscoverServers>()
            .AddSingleton<IServerShell, OpenSshShell>()
            .AddSingleton(s => ConnectorRules.Read(settings.Allow, s.GetRequiredService<IOptions<SecretOptions>>().Value))
            .AddSingleton<ReconcileServer>().AddSingleton<SyncIntegration>().AddSingleton<AnswerAsks>().AddSingleton<ConnectorLoop>()
            .BuildServiceProvider();
    }
}
