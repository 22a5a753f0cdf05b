using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The sentences that belong to no field of the form: about the whole, or that the state has moved on.</summary>
public sealed partial class ProblemSummary
{
    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>The fields that have a <see cref="FieldProblems"/> of their own. With it, sentences about any other field are shown here, so that none is lost.</summary>
    [Parameter]
    public IReadOnlyCollection<string>? Fields { get; set; }

    private IEnumerable<Problem> Shown => Problems.Where(p => p.Field.Length == 0 || Fields?.Contains(p.Field) == false);
}
