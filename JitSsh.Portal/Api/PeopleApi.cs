using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Portal.Auth;

namespace JitSsh.Portal.Api;

/// <summary>People, and who I am.</summary>
internal static class PeopleApi
{
    private const string Address = "/api/v1/people";

    public static void MapPeople(this RouteGroupBuilder api)
    {
        api.MapGet("/me", MeAsync).WithTags("Me").WithSummary("Shows whose token this is.");

        api.MapPost("/me/password", PasswordAsync).WithTags("Me").RequireRateLimiting(ApiLimits.SignIn).Refuses(422, 429)
            .WithSummary("Changes your own password, for the present one. You are signed out of the portal everywhere; your tokens go on working.");
        api.MapGet("/me/reports", ReportsAsync).WithTags("Me").WithSummary("Lists the people for whom you may ask: your active reports, when an access flow lets managers ask.");

        var people = api.MapGroup("/people").WithTags("People");
        people.MapGet("/", ListAsync).WithSummary("Lists people; admins only.").Refuses(404);
        people.MapPost("/", AddAsync).WithSummary("Adds a person; admins only.").Refuses(404, 422);
        people.MapGet("/{id:guid}", GetAsync).WithSummary("Shows one person: yourself, or anyone as an admin.").Refuses(404);
        people.MapGet("/{id:guid}/reports", ReportsOfAsync).WithSummary("Lists whose manager a person is: you, or anyone as an admin.").Refuses(404);
        people.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a person; deactivating ends their access at once. Admins only.").Refuses(404, 422);
    }

    private static async Task<Answer<PersonView>> MeAsync(Caller caller, ListPeople people, CancellationToken cancel) =>
        (await people.FindAsync(caller.Actor, caller.Actor.Id!.Value, cancel)).Show(PersonView.Of);

    private static async Task<Done> PasswordAsync(Caller caller, PasswordBody body, HttpContext http, SignInWithPassword signIn, ChangeOwnPassword change, CancellationToken cancel)
    {
        // What is wrong with the new one first: a try at the present one counts towards the lock-out.
        Outcome<Nothing> outcome = PasswordRule.Problem(body.NewPassword) is { } problem ? Refusal.Invalid(nameof(PasswordBody.NewPassword), problem)
            : await signIn.CheckAsync(caller.Actor.Id!.Value, body.Password, http.Connection.RemoteIpAddress) is { } sentence ? Refusal.Invalid(nameof(PasswordBody.Password), sentence)
            : await change.RunAsync(caller.Actor, body.NewPassword, cancel);
        return outcome.Done();
    }

    private static async Task<Answer<IReadOnlyList<NamedPerson>>> ReportsOfAsync(Caller caller, PersonId id, FindPerson find, CancellationToken cancel) =>
        (await find.RunAsync(caller.Actor, id, cancel)).Show<PersonDetail, IReadOnlyList<NamedPerson>>(detail => [.. detail.Reports.Select(NamedPerson.Of)]);

    private static async Task<Answer<IReadOnlyList<NamedPerson>>> ReportsAsync(Caller caller, AskFor askFor, CancellationToken cancel) =>
        new(TypedResults.Ok((await askFor.ReportsAsync(caller.Actor, cancel)).Select(NamedPerson.Of)));

    private static async Task<Answer<ListView<PersonView>>> ListAsync(Caller caller, string? search, [AsParameters] PageQuery page, ListPeople people, CancellationToken cancel) =>
        (await people.RunAsync(caller.Actor, search, page.Page, cancel)).ShowPage(PersonView.Of);

    private static async Task<Made<PersonId>> AddAsync(Caller caller, PersonBody body, AddPerson add, CancellationToken cancel) =>
        (await add.RunAsync(caller.Actor, body.Input, cancel)).Made(Address);

    private static async Task<Answer<PersonView>> GetAsync(Caller caller, PersonId id, ListPeople people, CancellationToken cancel) =>
        (await people.FindAsync(caller.Actor, id, cancel)).Show(PersonView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, PersonId id, PersonBody body, ChangePerson change, CancellationToken cancel) =>
        (await change.RunAsync(caller.Actor, id, body.Input, body.IsActive, cancel)).Done();
}

/// <summary>A person.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name people know them by.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="LinuxName">The name of their account on servers.</param>
/// <param name="Role">What they may do in the portal.</param>
/// <param name="IsActive">False after they were deactivated.</param>
/// <param name="AddedAt">When they were added.</param>
/// <param name="Groups">The groups they are in by themselves.</param>
/// <param name="SshKeyCount">How many SSH public keys they have.</param>
/// <param name="ManagerId">Their manager; null for none.</param>
internal sealed record PersonView(
    PersonId Id, string Name, string Email, string? LinuxName, Role Role, bool IsActive, DateTimeOffset AddedAt, IReadOnlyList<NamedGroup> Groups, int SshKeyCount, PersonId? ManagerId)
{
    public static PersonView Of(PersonRow row) => new(
        row.Person.Id, row.Person.Name, row.Person.Email, row.Person.LinuxName, row.Person.Role, row.Person.IsActive, row.Person.AddedAt,
        [.. row.Groups.Select(NamedGroup.Of)], row.KeyCount, row.Person.ManagerId);
}

/// <summary>A person by name.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
internal sealed record NamedPerson(PersonId Id, string Name)
{
    public static NamedPerson Of(Person person) => new(person.Id, person.Name);
}

/// <summary>A new password.</summary>
internal sealed record PasswordBody
{
    /// <summary>The present one.</summary>
    public required string Password { get; init; }

    /// <summary>The new one; at least 12 characters.</summary>
    public required string NewPassword { get; init; }
}

/// <summary>What an admin says about a person.</summary>
internal sealed record PersonBody
{
    /// <summary>The name people know them by.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Name of the account on servers; null for none yet.</summary>
    public string? LinuxName { get; init; }

    /// <summary>The role in the portal.</summary>
    public Role Role { get; init; }

    /// <summary>The groups they are in.</summary>
    public IReadOnlyList<GroupId> Groups { get; init; } = [];

    /// <summary>Their manager; null for none.</summary>
    public PersonId? ManagerId { get; init; }

    /// <summary>A password to sign in with; left out, it stays as it is. Never shown again.</summary>
    public string? Password { get; init; }

    /// <summary>False deactivates. Only when changing.</summary>
    public bool IsActive { get; init; } = true;

    internal PersonInput Input => new() { Name = Name, Email = Email, LinuxName = LinuxName, Role = Role, Groups = Groups, ManagerId = ManagerId, Password = Password };
}
