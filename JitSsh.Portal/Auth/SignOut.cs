using JitSsh.Core.People;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Auth;

/// <summary>Signing out, by a form's post only: a link or an image elsewhere cannot do it.</summary>
internal static class SignOut
{
    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost(Paths.SignOut, RunAsync).WithMetadata(new AllowAnonymousAttribute());

    private static async Task<IResult> RunAsync(HttpContext http, IAntiforgery antiforgery, SignInManager<SignInAccount> signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }

        await signIn.SignOutAsync();
        return Results.LocalRedirect(Paths.SignIn);
    }
}
