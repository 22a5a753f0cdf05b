using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>The second factor of people: whether there is one, and its reset. It is turned on and off in a browser only.</summary>
internal static class SecondFactorApi
{
    public static void MapSecondFactor(this RouteGroupBuilder api)
    {
        var factor = api.MapGroup("/people/{person:guid}/second-factor").WithTags("Second factor");
        factor.MapGet("/", GetAsync).WithSummary("Says whether a person is asked for a second factor after their password: yourself, or anyone as an admin.").Refuses(404);
        factor.MapDelete("/", ResetAsync).WithSummary("Turns off the second factor of somebody who lost it; they are told. Admins only, and not for themselves.").Refuses(404, 409);
    }

    private static async Task<Answer<SecondFactorView>> GetAsync(Caller caller, PersonId person, SecondFactors factors, CancellationToken cancel) =>
        (await factors.FindAsync(caller.Actor, person, cancel)).Show(state => new SecondFactorView(state.IsOn, state.Since, state.RecoveryCodes));

    private static async Task<Done> ResetAsync(Caller caller, PersonId person, SecondFactors factors, CancellationToken cancel) => (await factors.ResetAsync(caller.Actor, person, cancel)).Done();
}

/// <summary>A person's second factor, without anything secret.</summary>
/// <param name="IsOn">True when a code is asked for after the password.</param>
/// <param name="Since">When it was turned on.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
internal sealed record SecondFactorView(bool IsOn, DateTimeOffset? Since, int RecoveryCodes);
