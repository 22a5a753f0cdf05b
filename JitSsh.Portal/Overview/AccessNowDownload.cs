using JitSsh.Core.Activity;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Overview;

/// <summary>Who has access to what as a file, searched as the page is, for an admin who is signed in to the screens.</summary>
internal static class AccessNowDownload
{
    public const string Csv = Paths.Overview + "/access-now.csv";

    public static void MapAccessNowDownload(this IEndpointRouteBuilder routes) => routes.MapGet(Csv, RunAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> RunAsync(HttpContext http, string? q, ShowAccessNow now, LoadActor load, Sessions sessions, CancellationToken cancel)
    {
        if (await CurrentActor.OfAsync(http.User, load, sessions) is not { } actor)
        {
            return Results.NotFound();
        }

        var outcome = await now.ExportAsync(actor, q, cancel);
        return outcome.IsDone ? Results.Stream(to => AccessNowExport.WriteCsvAsync(to, outcome.Value, cancel), "text/csv", AccessNowExport.FileName) : Results.NotFound();
    }
}
