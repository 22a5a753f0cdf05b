using JitSsh.Core.Activity;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Activity;

/// <summary>The activity as a file, filtered as the page is, for whoever is signed in to the screens.</summary>
internal static class ActivityDownload
{
    public const string Csv = Paths.Activity + "/export.csv";

    public const string Json = Paths.Activity + "/export.json";

    public static void MapActivityDownload(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Csv, (HttpContext http, ShowActivity activity, LoadActor load, Sessions sessions) =>
            RunAsync(http, activity, load, sessions, "text/csv", "activity.csv", ActivityExport.WriteCsvAsync)).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet(Json, (HttpContext http, ShowActivity activity, LoadActor load, Sessions sessions) =>
            RunAsync(http, activity, load, sessions, "application/json", "activity.json", ActivityExport.WriteJsonAsync)).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> RunAsync(
        HttpContext http, ShowActivity activity, LoadActor load, Sessions sessions, string type, string name, Func<Stream, IAsyncEnumerable<Core.Grants.RequestRow>, CancellationToken, Task> write)
    {
        if (await CurrentActor.OfAsync(http.User, load, sessions) is not { } actor)
        {
            return Results.NotFound();
        }

        var query = ActivityAddress.Query(name => http.Request.Query[name]);
        return Results.Stream(to => write(to, activity.ExportAsync(actor, query, http.RequestAborted), http.RequestAborted), type, name);
    }
}
