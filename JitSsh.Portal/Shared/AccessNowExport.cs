using JitSsh.Core.Activity;

namespace JitSsh.Portal.Shared;

/// <summary>Writes who has access to what to a stream, as CSV.</summary>
internal static class AccessNowExport
{
    public const string FileName = "access-now.csv";

    private static readonly string[] Header =
        ["Server", "Person", "Account", "LinuxGroups", "WorksSince", "EndsAt", "State", "AccessFlow", "Approval", "Certificate", "Request", "Error"];

    public static Task WriteCsvAsync(Stream to, IReadOnlyList<AccessNow> access, CancellationToken cancel) => CsvFile.WriteAsync(to, Header, access.Select(Line).ToAsyncEnumerable(), cancel);

    private static string?[] Line(AccessNow a) =>
    [
        a.ServerName, a.PersonName, a.Grant.Account, string.Join(' ', a.Grant.LinuxGroups), CsvFile.Text(a.Grant.ActiveAt), CsvFile.Text(a.Grant.NotAfter), a.Grant.State.ToString(), a.FlowName,
        a.IsAutomatic ? "automatic" : "by a person", a.HasCertificate ? "fetched" : "not fetched", a.Grant.RequestId.ToString(), a.Grant.LastError,
    ];
}
