using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The sentences about one field. The field's input names them with <c>aria-describedby="problem-Field"</c>.</summary>
public sealed partial class FieldProblems
{
    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>The field, as <see cref="Problem.Field"/> names it.</summary>
    [Parameter, EditorRequired]
    public string Field { get; set; } = "";

    /// <summary>Tells apart fields of the same name in several forms of one page; null where there is one form.</summary>
    [Parameter]
    public string? Scope { get; set; }

    /// <summary>The id of the element that holds a field's sentences.</summary>
    public static string IdOf(string field, string? scope = null) => scope is null ? $"problem-{field}" : $"problem-{scope}-{field}";

    /// <summary>For <c>aria-invalid</c>: "true" when there is a sentence about the field, otherwise null, which leaves the attribute out.</summary>
    public static string? Invalid(IReadOnlyList<Problem> problems, string field) => problems.Any(p => p.Field == field) ? "true" : null;
}
