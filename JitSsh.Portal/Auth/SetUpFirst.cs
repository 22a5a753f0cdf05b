using JitSsh.Core.People;
using JitSsh.Portal.Layout;

namespace JitSsh.Portal.Auth;

/// <summary>Until there is an admin, every page leads to the set-up page.</summary>
internal static class SetUpFirst
{
    private static readonly PathString[] Open = [Paths.SetUp, "/healthz", "/_framework", "/_blazor", "/_content", "/js", "/api", "/app.css", "/favicon.svg"];

    public static IApplicationBuilder UseSetUpFirst(this IApplicationBuilder app)
    {
        var setUp = app.ApplicationServices.GetRequiredService<SetUp>();
        var isDone = false;
        return app.Use(async (context, next) =>
        {
            // Once done it is done for good, so the database is not asked again.
            if (isDone || Open.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)) || (isDone = !await setUp.IsNeededAsync(context.RequestAborted)))
            {
                await next();
                return;
            }

            context.Response.Redirect(Paths.SetUp);
        });
    }
}
