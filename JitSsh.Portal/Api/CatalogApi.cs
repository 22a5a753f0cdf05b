using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>What can be connected.</summary>
internal static class CatalogApi
{
    public static void MapCatalog(this RouteGroupBuilder api)
    {
        var catalog = api.MapGroup("/catalog").WithTags("Catalog");
        catalog.MapGet("/", List).WithSummary("Lists what can be connected.");
        catalog.MapGet("/{kind}", Get).WithSummary("Shows one entry of the catalog.").Refuses(404);
    }

    private static Answer<IReadOnlyList<CatalogEntry>> List(Caller caller) => new(TypedResults.Ok(CatalogEntry.All));

    private static Answer<CatalogEntry> Get(Caller caller, string kind)
    {
        Outcome<CatalogEntry> outcome = CatalogEntry.Find(kind) is { } entry ? entry : Refusal.NotFound;
        return outcome.Show(e => e);
    }
}
