namespace JitSsh.Core.Common;

/// <summary>What became of an operation.</summary>
public enum OutcomeKind
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The input was refused; <see cref="Outcome{T}.Problems"/> has a sentence for each field.</summary>
    Invalid,

    /// <summary>There is no such thing, or this actor may not know of it: the same answer for both.</summary>
    NotFound,

    /// <summary>The state has moved on, for example somebody else decided first.</summary>
    Conflict,
}

/// <summary>A sentence at the field it is about. An empty field means the whole input.</summary>
/// <param name="Field">The name of the property of the input, as the API and the screens name it.</param>
/// <param name="Sentence">What is wrong and what to do, for a person.</param>
public sealed record Problem(string Field, string Sentence);

/// <summary>The outcome of an operation: a value, or the sentences that say why not. Surprises are exceptions, never outcomes.</summary>
/// <typeparam name="T">What the operation returns when it was done.</typeparam>
public sealed class Outcome<T>
{
    private readonly T? value;

    private Outcome(OutcomeKind kind, T? value, IReadOnlyList<Problem> problems)
    {
        Kind = kind;
        this.value = value;
        Problems = problems;
    }

    /// <summary>What became of it.</summary>
    public OutcomeKind Kind { get; }

    /// <summary>The sentences; empty when it was done.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>True when it was done.</summary>
    public bool IsDone => Kind == OutcomeKind.Done;

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">It was not done.</exception>
    public T Value => IsDone ? value! : throw new InvalidOperationException($"Not done ({Kind}): {Sentence}");

    /// <summary>All sentences as one text.</summary>
    public string Sentence => string.Join(" ", Problems.Select(p => p.Sentence));

    /// <summary>It was done.</summary>
    public static implicit operator Outcome<T>(T value) => Of(value);

    internal static Outcome<T> Of(T value) => new(OutcomeKind.Done, value, []);

    /// <summary>It was not done, for these reasons.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(refusal.Kind, default, refusal.Problems);
}

/// <summary>Why an operation was not done; turns into any <see cref="Outcome{T}"/>.</summary>
/// <param name="Kind">Never <see cref="OutcomeKind.Done"/>.</param>
/// <param name="Problems">At least one sentence.</param>
public sealed record Refusal(OutcomeKind Kind, IReadOnlyList<Problem> Problems)
{
    /// <summary>No such thing, or not yours: deliberately one answer.</summary>
    public static Refusal NotFound { get; } = new(OutcomeKind.NotFound, [new("", "This does not exist, or you do not have access to it.")]);

    /// <summary>One field is wrong.</summary>
    public static Refusal Invalid(string field, string sentence) => new(OutcomeKind.Invalid, [new(field, sentence)]);

    /// <summary>Several fields are wrong.</summary>
    public static Refusal Invalid(IReadOnlyList<Problem> problems) => new(OutcomeKind.Invalid, problems);

    /// <summary>The state has moved on.</summary>
    public static Refusal Conflict(string sentence) => new(OutcomeKind.Conflict, [new("", sentence)]);
}

/// <summary>The value of an operation that has nothing to return.</summary>
public readonly record struct Nothing
{
    /// <summary>The one value.</summary>
    public static Nothing AtAll => default;
}

/// <summary>Outcomes of interface types, which C# does not convert by itself.</summary>
public static class Outcomes
{
    /// <summary>It was done.</summary>
    public static Outcome<T> Done<T>(T value) => Outcome<T>.Of(value);
}
