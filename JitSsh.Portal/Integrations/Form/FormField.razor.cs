using JitSsh.Core.Common;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>A field with its label, a hint, and the sentences about it. The input inside takes its ids from the context.</summary>
public sealed partial class FormField
{
    /// <summary>The field, as <see cref="Problem.Field"/> names it.</summary>
    [Parameter, EditorRequired]
    public string Field { get; set; } = "";

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What helps to answer; null for nothing.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>True when it may stay empty and the label should say so.</summary>
    [Parameter]
    public bool Optional { get; set; }

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>The input.</summary>
    [Parameter, EditorRequired]
    public RenderFragment<FormField> ChildContent { get; set; } = null!;

    /// <summary>For the input's <c>id</c>.</summary>
    public string Id => $"field-{Field}";

    /// <summary>For <c>aria-describedby</c>.</summary>
    public string DescribedBy => Hint is null ? FieldProblems.IdOf(Field) : $"{HintId} {FieldProblems.IdOf(Field)}";

    /// <summary>For <c>aria-invalid</c>.</summary>
    public string? Invalid => FieldProblems.Invalid(Problems, Field);

    private string HintId => $"hint-{Field}";
}
