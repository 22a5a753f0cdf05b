using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>The accounts that people have at sign-in providers.</summary>
internal static class CompanyAccountsApi
{
    public static void MapCompanyAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/people/{person:guid}/company-accounts").WithTags("Company accounts");
        accounts.MapGet("/", ListAsync).WithSummary("Lists a person's accounts at sign-in providers, also those that wait to be linked: your own, or anyone's as an admin.").Refuses(404);
        accounts.MapPost("/", AddAsync).WithSummary("Links an account to a person before its first sign-in: whoever has it signs in as that person. Admins only.").Refuses(404, 422);
        accounts.MapPost("/{id:guid}/link", LinkAsync).WithSummary("Links an account that waits: whoever has it signs in as that person. Admins only.").Refuses(404);
        accounts.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Takes an account from a person, who is signed out, or turns down one that waits; admins only.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<CompanyAccountView>>> ListAsync(Caller caller, PersonId person, CompanyAccounts accounts, CancellationToken cancel) =>
        (await accounts.ListAsync(caller.Actor, person, cancel)).ShowAll(CompanyAccountView.Of);

    private static async Task<Made<CompanyAccountId>> AddAsync(Caller caller, PersonId person, CompanyAccountBody body, CompanyAccounts accounts, CancellationToken cancel) =>
        (await accounts.AddAsync(caller.Actor, person, body.Provider, body.Subject, cancel)).Made($"/api/v1/people/{person}/company-accounts");

    private static async Task<Done> LinkAsync(Caller caller, PersonId person, CompanyAccountId id, CompanyAccounts accounts, CancellationToken cancel) =>
        (await accounts.LinkAsync(caller.Actor, person, id, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, PersonId person, CompanyAccountId id, CompanyAccounts accounts, CancellationToken cancel) =>
        (await accounts.RemoveAsync(caller.Actor, person, id, cancel)).Done();
}

/// <summary>An account at a sign-in provider.</summary>
/// <param name="Id">The id.</param>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Issuer">The issuer of its tokens.</param>
/// <param name="Subject">Who it is there.</param>
/// <param name="Email">The e-mail address that the provider last said; empty before the first sign-in.</param>
/// <param name="IsLinked">False while it waits for an admin, and cannot sign in.</param>
/// <param name="AddedAt">When it first tried to sign in, or was linked.</param>
/// <param name="LastUsedAt">When it last signed in.</param>
internal sealed record CompanyAccountView(CompanyAccountId Id, string Provider, string Issuer, string Subject, string Email, bool IsLinked, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt)
{
    public static CompanyAccountView Of(CompanyAccount a) => new(a.Id, a.Provider, a.Issuer, a.Subject, a.Email, a.LinkedAt is not null, a.AddedAt, a.LastUsedAt);
}

/// <summary>An account to link.</summary>
internal sealed record CompanyAccountBody
{
    /// <summary>The name of the provider, as in the settings.</summary>
    public required string Provider { get; init; }

    /// <summary>Who it is there: the subject, or for Entra the user's object id.</summary>
    public required string Subject { get; init; }
}
