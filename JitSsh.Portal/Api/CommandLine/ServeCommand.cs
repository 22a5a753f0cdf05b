using System.Text.RegularExpressions;
using JitSsh.Core.Grants;
using Microsoft.Extensions.Options;

namespace JitSsh.Portal.Api.CommandLine;

/// <summary>Serves the command <c>jitssh</c>, with this portal's address in it. Anybody may have it: it holds no secret, and without a token it can do nothing.</summary>
internal static partial class ServeCommand
{
    private const string Placeholder = "@PORTAL@";

    public static void MapCommand(this WebApplication app) => app.MapGet("/jitssh", (HttpContext http, IOptions<ReconcileOptions> options) =>
    {
        var address = options.Value.PortalAddress ?? $"{http.Request.Scheme}://{http.Request.Host}";

        // The host comes from whoever asks, and goes into a program.
        return Address().IsMatch(address)
            ? Results.Text(Read().Replace(Placeholder, address, StringComparison.Ordinal), "text/x-shellscript")
            : Results.NotFound();
    }).AllowAnonymous().ExcludeFromDescription();

    private static string Read()
    {
        using var stream = typeof(ServeCommand).Assembly.GetManifestResourceStream("command-line/jitssh.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9.:\[\]-]{1,200}(/[A-Za-z0-9._~/-]{0,200})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
