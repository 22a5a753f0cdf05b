using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>SSH public keys, one's own and, for admins, anybody's.</summary>
internal static class SshKeysApi
{
    public static void MapSshKeys(this RouteGroupBuilder api)
    {
        var mine = api.MapGroup("/ssh-keys").WithTags("SSH keys");
        mine.MapGet("/", ListMineAsync).WithSummary("Lists my SSH public keys.");
        mine.MapPost("/", AddAsync).WithSummary("Adds an SSH public key to mine.").Refuses(422);
        mine.MapDelete("/{id:guid}", RemoveMineAsync).WithSummary("Removes one of my SSH public keys.").Refuses(404);

        var theirs = api.MapGroup("/people/{person:guid}/ssh-keys").WithTags("SSH keys");
        theirs.MapGet("/", ListAsync).WithSummary("Lists a person's SSH public keys: your own, or anyone's as an admin.").Refuses(404);
        theirs.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a person's SSH public key.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<SshKeyView>>> ListMineAsync(Caller caller, SshKeysOfPerson keys, CancellationToken cancel) =>
        await ListAsync(caller, caller.Actor.Id!.Value, keys, cancel);

    private static async Task<Made<SshKeyId>> AddAsync(Caller caller, SshKeyBody body, SshKeysOfPerson keys, CancellationToken cancel) =>
        (await keys.AddAsync(caller.Actor, body.Name, body.PublicKey, cancel)).Made("/api/v1/ssh-keys");

    private static async Task<Done> RemoveMineAsync(Caller caller, SshKeyId id, SshKeysOfPerson keys, CancellationToken cancel) =>
        await RemoveAsync(caller, caller.Actor.Id!.Value, id, keys, cancel);

    private static async Task<Answer<IReadOnlyList<SshKeyView>>> ListAsync(Caller caller, PersonId person, SshKeysOfPerson keys, CancellationToken cancel) =>
        (await keys.ListAsync(caller.Actor, person, cancel)).ShowAll(SshKeyView.Of);

    private static async Task<Done> RemoveAsync(Caller caller, PersonId person, SshKeyId id, SshKeysOfPerson keys, CancellationToken cancel) =>
        (await keys.RemoveAsync(caller.Actor, person, id, cancel)).Done();
}

/// <summary>An SSH public key.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="PublicKey">Type and base64.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> prints it.</param>
/// <param name="AddedAt">When it was added.</param>
/// <param name="LastUsedAt">When a certificate was last issued for it.</param>
internal sealed record SshKeyView(SshKeyId Id, string Name, string PublicKey, string Fingerprint, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt)
{
    public static SshKeyView Of(SshKey key) => new(key.Id, key.Name, key.Line, key.Fingerprint, key.AddedAt, key.LastUsedAt);
}

/// <summary>An SSH public key to add.</summary>
internal sealed record SshKeyBody
{
    /// <summary>The one line of the .pub file.</summary>
    public required string PublicKey { get; init; }

    /// <summary>What to call it; left out, the key's comment.</summary>
    public string? Name { get; init; }
}
