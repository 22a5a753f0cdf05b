using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>The first run.</summary>
internal static class SetupApi
{
    public static void MapSetup(this RouteGroupBuilder api)
    {
        var setup = api.MapGroup("/setup").WithTags("Setup").AllowAnonymous();
        setup.MapGet("/", GetAsync).WithSummary("Says whether JitSsh still has no admin.");
        setup.MapPost("/", PostAsync).WithSummary("Makes the first admin, once; afterwards 409.").RequireRateLimiting(ApiLimits.SignIn).Refuses(409, 422, 429);
    }

    private static async Task<Answer<SetupView>> GetAsync(SetUp setUp, CancellationToken cancel) => new SetupView(await setUp.IsNeededAsync(cancel));

    private static async Task<Done> PostAsync(SetupBody body, SetUp setUp, CancellationToken cancel) =>
        (await setUp.RunAsync(new() { Name = body.Name, Email = body.Email, LinuxName = body.LinuxName, Role = Role.Admin, Password = body.Password }, cancel)).Done();
}

/// <summary>Whether JitSsh is new.</summary>
/// <param name="Needed">True until there is an admin.</param>
internal sealed record SetupView(bool Needed);

/// <summary>The first admin.</summary>
internal sealed record SetupBody
{
    /// <summary>The name people know them by.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address, to sign in with.</summary>
    public required string Email { get; init; }

    /// <summary>At least 12 characters.</summary>
    public required string Password { get; init; }

    /// <summary>Name of their account on servers; may be left out.</summary>
    public string? LinuxName { get; init; }
}
