using JitSsh.Core.Common;
using JitSsh.Core.Rotations;

namespace JitSsh.Portal.Api;

/// <summary>The rotation of an integration's login key; for admins.</summary>
internal static class KeyRotationApi
{
    public static void MapKeyRotation(this RouteGroupBuilder api)
    {
        var rotation = api.MapGroup("/integrations/{id:guid}/key-rotation").WithTags("Integrations");
        rotation.MapGet("/", ShowAsync).WithSummary("Shows the newest rotation of the login key, server by server.").Refuses(404);
        rotation.MapPost("/", StartAsync).WithSummary("Starts to exchange the login key on all servers; without a store, JitSsh makes the new key.").Refuses(404, 409, 422);
        rotation.MapPost("/retry", (Caller caller, IntegrationId id, RotateKey rotate, CancellationToken cancel) => DoneAsync(rotate.RetryAsync(caller.Actor, id, cancel)))
            .WithSummary("Tries again on the servers where something failed.").Refuses(404, 409);
        rotation.MapPost("/switch", (Caller caller, IntegrationId id, RotateKey rotate, CancellationToken cancel) => DoneAsync(rotate.SwitchAsync(caller.Actor, id, cancel)))
            .WithSummary("Uses the new key from now on although some servers do not take it; they keep the old line.").Refuses(404, 409);
        rotation.MapPost("/cancel", (Caller caller, IntegrationId id, RotateKey rotate, CancellationToken cancel) => DoneAsync(rotate.CancelAsync(caller.Actor, id, cancel)))
            .WithSummary("Stops it before the new key is in use; the new line is removed where it was added.").Refuses(404, 409);
        rotation.MapPost("/finish", (Caller caller, IntegrationId id, RotateKey rotate, CancellationToken cancel) => DoneAsync(rotate.FinishAsync(caller.Actor, id, cancel)))
            .WithSummary("Ends it although some servers still hold the old line.").Refuses(404, 409);
    }

    private static async Task<Answer<KeyRotationView>> ShowAsync(Caller caller, IntegrationId id, RotateKey rotate, CancellationToken cancel)
    {
        var found = await rotate.FindAsync(caller.Actor, id, cancel);
        Outcome<RotationProgress> newest = found is { IsDone: true, Value: { } progress } ? progress : Refusal.NotFound;
        return newest.Show(KeyRotationView.Of);
    }

    private static async Task<Made<KeyRotationId>> StartAsync(Caller caller, IntegrationId id, RotationInput body, RotateKey rotate, CancellationToken cancel) =>
        (await rotate.StartAsync(caller.Actor, id, body, cancel)).Made($"/api/v1/integrations/{id}/key-rotation");

    private static async Task<Done> DoneAsync(Task<Outcome<Nothing>> decision) => (await decision).Done();
}

/// <summary>A rotation of a login key.</summary>
/// <param name="Id">The id.</param>
/// <param name="State">How far it is.</param>
/// <param name="WaitsForDecision">True when nothing is being done and somebody has to decide: some servers failed.</param>
/// <param name="OldPublicKey">The public half of the old key.</param>
/// <param name="NewPublicKey">The public half of the new key.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="StartedBy">By whom.</param>
/// <param name="SwitchedAt">When the connector began to use the new key.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Servers">The servers, by name.</param>
internal sealed record KeyRotationView(
    KeyRotationId Id, RotationState State, bool WaitsForDecision, string OldPublicKey, string NewPublicKey, DateTimeOffset StartedAt, string StartedBy,
    DateTimeOffset? SwitchedAt, DateTimeOffset? EndedAt, IReadOnlyList<RotatedServerView> Servers)
{
    public static KeyRotationView Of(RotationProgress progress)
    {
        var r = progress.Rotation;
        return new(r.Id, r.State, progress.WaitsForDecision, r.OldPublicKey, r.NewPublicKey, r.StartedAt, r.StartedBy, r.SwitchedAt, r.EndedAt, [.. progress.Servers.Select(s => new RotatedServerView(s.ServerId, s.Name, s.State, s.Problem, s.Attempts))]);
    }
}

/// <summary>A rotation on one server.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">How far it is there.</param>
/// <param name="Problem">Why it is not further, and what to do.</param>
/// <param name="Attempts">How often the connector began to work on it.</param>
internal sealed record RotatedServerView(ServerId ServerId, string Name, RotatedServerState State, string? Problem, int Attempts);
