using JitSsh.Portal;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Tests.EndToEnd.Remote;

/// <summary>The whole portal in this process, listening on a loopback address, with a database that outlives it.</summary>
internal sealed class KestrelPortal : WebApplicationFactory<App>
{
    private readonly string directory;
    private readonly int port;
    private IHost? host;

    private KestrelPortal(string directory, int port) => (this.directory, this.port) = (directory, port);

    public CoreHost Core { get; private set; } = null!;

    public static KestrelPortal Start(string directory, int port)
    {
        var portal = new KestrelPortal(directory, port);
        portal.UseKestrel(port);
        portal.StartServer();
        portal.Core = CoreHost.Of(portal.host!);
        return portal;
    }

    protected override IHost CreateHost(IHostBuilder builder) => host = base.CreateHost(builder);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development").UseSetting("JitSsh:Data:Directory", directory);
        foreach (var (name, value) in TestDatabase.SettingsFor(directory))
        {
            builder.UseSetting(name, value);
        }
    }
}
