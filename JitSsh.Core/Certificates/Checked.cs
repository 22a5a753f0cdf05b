using System.Diagnostics.CodeAnalysis;

namespace JitSsh.Core.Certificates;

/// <summary>A value that passed its checks, or the sentence that says why there is none. Bad input is no exception.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public sealed class Checked<T>
    where T : class
{
    private Checked(T? value, string? problem) => (Value, Problem) = (value, problem);

    /// <summary>The value, or null if there is a <see cref="Problem"/>.</summary>
    public T? Value { get; }

    /// <summary>One or two English sentences for a person: what is wrong, and what to do. Null if there is a value.</summary>
    public string? Problem { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Value is not null;

    internal static Checked<T> Of(T value) => new(value, null);

    internal static Checked<T> Refused(string problem) => new(null, problem);
}
