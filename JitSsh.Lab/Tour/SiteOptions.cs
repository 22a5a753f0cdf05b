using System.CommandLine;
using System.Globalization;
using System.Net;

namespace JitSsh.Lab.Tour;

/// <summary>The options that <c>demo</c> and <c>tour</c> share.</summary>
internal sealed class SiteOptions(int port, string addressBase)
{
    private readonly Option<string> portal = new("--portal") { Description = "JitSsh.Portal.dll; without it, the one built beside this program", DefaultValueFactory = _ => BesideThisProgram() };

    private readonly Option<int> portOption = new("--port") { Description = "The portal's port on 127.0.0.1; 0 = any that is free", DefaultValueFactory = _ => port };

    private readonly Option<string> addressOption = new("--address-base") { Description = "Servers listen on the addresses after this one", DefaultValueFactory = _ => addressBase };

    public void AddTo(Command command)
    {
        command.Options.Add(portal);
        command.Options.Add(portOption);
        command.Options.Add(addressOption);
    }

    public TourOptions Read(ParseResult parsed) =>
        IPAddress.TryParse(parsed.GetValue(addressOption), out var address)
            ? new(parsed.GetValue(portal)!, parsed.GetValue(portOption), address)
            : throw new Servers.LabException(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(addressOption)} is not an address."));

    /// <summary>…/JitSsh.Lab/bin/Release/net10.0/ and …/JitSsh.Portal/bin/Release/net10.0/ lie side by side.</summary>
    private static string BesideThisProgram()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var root = framework.Parent?.Parent?.Parent?.Parent?.FullName ?? "/";
        return Path.Combine(root, "JitSsh.Portal", "bin", framework.Parent?.Name ?? "", framework.Name, "JitSsh.Portal.dll");
    }
}
