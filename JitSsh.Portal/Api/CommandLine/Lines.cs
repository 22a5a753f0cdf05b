using System.Net.Mime;
using System.Text;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api.CommandLine;

/// <summary>An answer that a shell reads with <c>read</c>: a word, a space and a value on each line.</summary>
internal sealed class Lines
{
    private readonly StringBuilder text = new();

    /// <summary>One line. What could move a terminal's cursor or begin another line becomes a space; a tab stays, for values with parts.</summary>
    public Lines Add(string word, string value)
    {
        text.Append(word).Append(' ');
        foreach (var letter in value)
        {
            text.Append(letter != '\t' && char.IsControl(letter) ? ' ' : letter);
        }

        text.Append('\n');
        return this;
    }

    public Lines Each<T>(IEnumerable<T> items, Action<Lines, T> add)
    {
        foreach (var item in items)
        {
            add(this, item);
        }

        return this;
    }

    public IResult Answer(int status = StatusCodes.Status200OK) => TypedResults.Text(text.ToString(), MediaTypeNames.Text.Plain, Encoding.UTF8, status);

    public static IResult Refused<T>(Outcome<T> outcome) => new Lines()
        .Each(outcome.Problems, (lines, problem) => lines.Add("problem", $"{(problem.Field.Length == 0 ? "-" : problem.Field.ToLowerInvariant())} {problem.Sentence}"))
        .Answer(outcome.Kind switch
        {
            OutcomeKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            OutcomeKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status404NotFound,
        });
}
