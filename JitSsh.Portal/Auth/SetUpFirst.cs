using JitSsh.Core.People;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components.Endpoints;

namespace JitSsh.Portal.Auth;

/// <summary>Until there is an admin, every page leads to the set-up page. Files, the API and the health check stay as they are.</summary>
internal static class SetUpFirst
{
    public static IApplicationBuilder UseSetUpFirst(this IApplicationBuilder app)
    {
        var setUp = app.ApplicationServices.GetRequiredService<SetUp>();
        var isDone = false;
        return app.Use(async (context, next) =>
        {
            var page = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;

            // Once done it is done for good, so the database is not asked again.
            if (isDone || page is null || page == typeof(SetUpPage) || (isDone = !await setUp.IsNeededAsync(context.RequestAborted)))
            {
                await next();
                return;
            }

            context.Response.Redirect(Paths.SetUp);
        });
    }
}
