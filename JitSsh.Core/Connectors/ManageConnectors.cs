using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>A token that was just made: it is shown once.</summary>
/// <param name="Connector">The connector it enrols with.</param>
/// <param name="Token">The token.</param>
/// <param name="GoodUntil">When it stops being good.</param>
public sealed record NewToken(ConnectorId Connector, string Token, DateTimeOffset GoodUntil)
{
    /// <summary>Everything but the token.</summary>
    public override string ToString() => $"token for {Connector}";
}

/// <summary>Adds and revokes connectors that run apart from the portal; for admins.</summary>
public sealed class ManageConnectors(IConnectorStore connectors, TimeProvider clock)
{
    private const string Prefix = "jitc_";

    /// <summary>Adds one, and makes the token that its first process enrols with.</summary>
    /// <param name="actor">An admin; NotFound for anyone else.</param>
    /// <param name="name">Its name; unique.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<NewToken>> AddAsync(Actor actor, string name, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        if (PlainText.ProblemWithName(name) is { } problem)
        {
            return Refusal.Invalid("Name", problem);
        }

        var now = clock.GetUtcNow();
        var connector = new Connector { Id = TypedId.New<ConnectorId>(clock), Name = name.Trim(), Version = "", LastSeenAt = now };
        return await connectors.AddAsync(connector, Audited.Connector(actor, now, connector.Id, "added", connector.Name), cancel)
            ? await TokenAsync(actor, connector.Id, connector.Name, cancel)
            : Refusal.Invalid("Name", "Another connector has this name.");
    }

    /// <summary>Makes another token, for a further process or when the first was not used in time; NotFound for anyone but an admin, Conflict for the built-in or a revoked one.</summary>
    public async Task<Outcome<NewToken>> NewTokenAsync(Actor actor, ConnectorId id, CancellationToken cancel = default) =>
        !actor.IsAdmin || await connectors.FindAsync(id, cancel) is not { } row ? Refusal.NotFound
        : !row.Connector.IsRemote ? BuiltIn
        : await TokenAsync(actor, id, row.Connector.Name, cancel);

    /// <summary>Revokes one, at once: also what its processes wait for at the moment is answered with a refusal. Access on its servers ends by itself in time, and nothing new begins there.</summary>
    public async Task<Outcome<Nothing>> RevokeAsync(Actor actor, ConnectorId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await connectors.FindAsync(id, cancel) is not { } row)
        {
            return Refusal.NotFound;
        }

        if (!row.Connector.IsRemote)
        {
            return BuiltIn;
        }

        var now = clock.GetUtcNow();
        return await connectors.RevokeAsync(id, now, Audited.Connector(actor, now, id, "revoked", row.Connector.Name), cancel) ? Nothing.AtAll : Refusal.Conflict("It has been revoked already.");
    }

    /// <summary>What is kept of a token.</summary>
    internal static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Trim())));

    private static Refusal BuiltIn => Refusal.Conflict("The built-in connector is a part of the portal. It needs no token and cannot be revoked.");

    private async Task<Outcome<NewToken>> TokenAsync(Actor actor, ConnectorId id, string name, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var kept = new EnrolmentToken { Hash = HashOf(token), ConnectorId = id, GoodUntil = now + EnrolmentToken.Life };
        return await connectors.AddTokenAsync(kept, Audited.Connector(actor, now, id, "token-made", $"{name}, good until {kept.GoodUntil:yyyy-MM-dd HH:mm} UTC"), cancel)
            ? new NewToken(id, token, kept.GoodUntil)
            : Refusal.Conflict("This connector was revoked. Add a new one.");
    }
}
