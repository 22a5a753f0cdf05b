using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Portal.Api;

/// <summary>What waits for an admin on servers.</summary>
internal static class OpenItemsApi
{
    public static void MapOpenItems(this RouteGroupBuilder api)
    {
        var items = api.MapGroup("/open-items").WithTags("Open items");
        items.MapGet("/", ListAsync).WithSummary("Lists what people left behind on servers, and servers whose host key changed; admins only.").Refuses(404);
        items.MapPost("/{id:guid}/accept", AcceptAsync).WithSummary("Accepts something that was left behind: it stays, and is not open any more.").Refuses(404, 409, 422);
    }

    private static async Task<Answer<OpenItemsView>> ListAsync(Caller caller, [AsParameters] PageQuery page, ShowResidue residue, CancellationToken cancel) =>
        (await residue.OpenAsync(caller.Actor, page.Page, cancel)).Show(OpenItemsView.Of);

    private static async Task<Done> AcceptAsync(Caller caller, ResidueId id, AcceptBody body, AcceptResidue accept, CancellationToken cancel) =>
        (await accept.RunAsync(caller.Actor, id, body.Reason, cancel)).Done();
}

/// <summary>Why something that was left behind may stay.</summary>
internal sealed record AcceptBody
{
    /// <summary>The reason; whoever looks at the server later reads it.</summary>
    public required string Reason { get; init; }
}

/// <summary>What waits for an admin.</summary>
/// <param name="HostKeyAlarms">Servers that show another host key than the accepted one; JitSsh does not connect to them.</param>
/// <param name="Residue">What people left behind, the newest first.</param>
internal sealed record OpenItemsView(IReadOnlyList<HostKeyAlarmView> HostKeyAlarms, ListView<ResidueView> Residue)
{
    public static OpenItemsView Of(OpenItemList items) => new(
        [.. items.Alarms.Select(a => new HostKeyAlarmView(a.ServerId, a.ServerName, a.Text))], ListView<ResidueView>.Of(items.Residue, ResidueView.Of));
}

/// <summary>A server with a changed host key.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Server">Its name.</param>
/// <param name="Text">What was seen.</param>
internal sealed record HostKeyAlarmView(ServerId ServerId, string Server, string Text);

/// <summary>Something that was left behind on a server.</summary>
/// <param name="Id">The id.</param>
/// <param name="ServerId">The server.</param>
/// <param name="Server">Its name.</param>
/// <param name="Account">Whose account left it; null for the server itself.</param>
/// <param name="Kind">What kind of thing, for example <c>planted-key</c>.</param>
/// <param name="Text">Which one, in the server's words.</param>
/// <param name="What">What this kind is.</param>
/// <param name="Advice">What to do.</param>
/// <param name="FoundAt">When the server first told of it.</param>
internal sealed record ResidueView(ResidueId Id, ServerId ServerId, string Server, string? Account, string Kind, string Text, string What, string Advice, DateTimeOffset FoundAt)
{
    public static ResidueView Of(ResidueRow row)
    {
        var r = row.Residue;
        return new(r.Id, r.ServerId, row.ServerName, r.Account == "-" ? null : r.Account, r.Kind, r.Text, ResidueAdvice.What(r.Kind), ResidueAdvice.Do(r.Kind), r.FoundAt);
    }
}

/// <summary>Something that is still on a server.</summary>
/// <param name="Item">What it is.</param>
/// <param name="AcceptedBy">Who said that it may stay; null while nobody has.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="AcceptedReason">Why.</param>
internal sealed record KeptResidueView(ResidueView Item, string? AcceptedBy, DateTimeOffset? AcceptedAt, string? AcceptedReason)
{
    public static KeptResidueView Of(ResidueRow row) => new(ResidueView.Of(row), row.AcceptedByName, row.Residue.AcceptedAt, row.Residue.AcceptedReason);
}
