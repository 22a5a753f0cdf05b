using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>Personal access tokens: made, listed, revoked and recognised. The text is <c>jitssh_ID_SECRET</c>; ID finds the row, SECRET has 256 random bits and is kept only as a hash.</summary>
public sealed class AccessTokens(IPeopleStore people, TimeProvider clock)
{
    /// <summary>The longest life of a token.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    private const string Prefix = "jitssh_";

    /// <summary>Makes a token for the actor. The text is shown this once.</summary>
    /// <param name="actor">Whose it becomes.</param>
    /// <param name="name">What they call it.</param>
    /// <param name="life">How long it works.</param>
    /// <param name="madeWith">The token that the actor came with, if any: the new one cannot outlive it, or who finds a short-lived token could keep it for a year.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<string>> CreateAsync(Actor actor, string name, TimeSpan life, AccessTokenId? madeWith = null, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [];
        if (PlainText.ProblemWithName(name) is { } problem)
        {
            problems.Add(new("Name", problem));
        }

        if (life <= TimeSpan.Zero || life > LongestLife)
        {
            problems.Add(new("Life", $"A token lives between a moment and {LongestLife.TotalDays:0} days."));
        }

        var now = clock.GetUtcNow();
        if (madeWith is { } parent && await people.FindTokenAsync(parent, cancel) is { } by && now + life > by.ExpiresAt)
        {
            problems.Add(new("Life", $"A token made with a token ends no later than that one, {by.ExpiresAt:yyyy-MM-dd HH:mm} UTC. Sign in with your password for a longer one."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new AccessToken
        {
            Id = TypedId.New<AccessTokenId>(clock),
            PersonId = person,
            Name = name.Trim(),
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now + life,
        };
        await people.AddTokenAsync(token, Audited.AccessToken(actor, now, person, "made", token.Name), cancel);
        return $"{Prefix}{token.Id.Value:N}_{secret}";
    }

    /// <summary>The actor's own tokens, without their text, which nobody has.</summary>
    public async Task<IReadOnlyList<AccessToken>> ListAsync(Actor actor, CancellationToken cancel = default) =>
        actor.Id is { } person ? await people.TokensOfAsync(person, cancel) : [];

    /// <summary>Revokes one of the actor's own tokens.</summary>
    public async Task<Outcome<Nothing>> RevokeAsync(Actor actor, AccessTokenId id, CancellationToken cancel = default) =>
        actor.Id is { } person && await people.RemoveTokenAsync(person, id, Audited.AccessToken(actor, clock.GetUtcNow(), person, "revoked", id.ToString()), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    /// <summary>Whose token this is; null when it is none, has ended, or its person is not active.</summary>
    public async Task<PersonId?> RecogniseAsync(string text, CancellationToken cancel = default)
    {
        if (!TryReadId(text, out var id, out var secret))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var token = await people.FindTokenAsync(id, cancel);
        if (!CryptographicOperations.FixedTimeEquals(HashOf(secret), token?.Hash ?? new byte[32]) || token is null || token.ExpiresAt <= now)
        {
            return null;
        }

        if (token.LastUsedAt is null || now - token.LastUsedAt > TimeSpan.FromMinutes(1))
        {
            await people.TouchTokenAsync(token.Id, now, cancel);
        }

        return token.PersonId;
    }

    /// <summary>The id within a token's text; of a text that was recognised.</summary>
    /// <exception cref="FormatException">The text is no token.</exception>
    public static AccessTokenId IdOf(string text) =>
        TryReadId(text, out var id, out _) ? id : throw new FormatException("This text is no access token.");

    private static bool TryReadId(string text, out AccessTokenId id, out string secret)
    {
        var parts = text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length < 200 ? text[Prefix.Length..].Split('_', 2) : [];
        var ok = Guid.TryParseExact(parts.ElementAtOrDefault(0), "N", out var value) && parts.Length == 2;
        (id, secret) = (new(value), ok ? parts[1] : "");
        return ok;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
