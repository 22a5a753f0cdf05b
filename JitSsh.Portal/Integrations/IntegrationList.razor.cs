using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations;

/// <summary>Everything that is connected, live.</summary>
public sealed partial class IntegrationList
{
    private IReadOnlyList<IntegrationRow>? rows;
    private IReadOnlyList<Problem> problems = [];

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.Integration or ChangeOf.Server;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var all = await Integrations.RunAsync(Actor!, cancel);
        rows = all.IsDone ? all.Value : null;
    }

    private Task DoneAsync(ActionDone done)
    {
        problems = done.Problems;
        return RereadAsync();
    }
}
