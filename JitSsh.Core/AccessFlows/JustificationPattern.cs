using System.Text.RegularExpressions;

namespace JitSsh.Core.AccessFlows;

/// <summary>
/// A regular expression for reasons. It is an admin's and runs over what anybody types, so it is matched without backtracking, in time that only grows with the text,
/// and has a time limit besides. Pure.
/// </summary>
public static class JustificationPattern
{
    /// <summary>The most characters of a pattern.</summary>
    public const int MostCharacters = 300;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    /// <summary>Why this cannot be a pattern, as a sentence; null when it can.</summary>
    public static string? ProblemWith(string? pattern)
    {
        if (pattern is null)
        {
            return null;
        }

        if (pattern.Length is 0 or > MostCharacters)
        {
            return $"A pattern has between 1 and {MostCharacters} characters. Leave it out where any justification will do.";
        }

        try
        {
            return Expression(pattern).IsMatch("") ? "This pattern also matches an empty text, so it asks for nothing. Write what has to be there, for example OPS-\\d+." : null;
        }
        catch (NotSupportedException)
        {
            return "A pattern cannot look ahead or behind, nor refer back to what was found. Write what has to be there, for example OPS-\\d+.";
        }
        catch (ArgumentException e)
        {
            return $"This is no regular expression: {Reason(e)} For a ticket number write, for example, OPS-\\d+.";
        }
        catch (RegexMatchTimeoutException)
        {
            return "This pattern takes too long. Write a simpler one.";
        }
    }

    /// <summary>True when the text holds a match. A pattern that cannot be read, or that takes too long, matches nothing.</summary>
    public static bool IsIn(string pattern, string text)
    {
        try
        {
            return Expression(pattern).IsMatch(text);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Expression(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);

    // .NET's sentence is "Invalid pattern 'x' at offset 1. Unterminated [] set.": only its end is about what to change.
    private static string Reason(ArgumentException e) => e is RegexParseException parse ? $"{Regex.Replace(parse.Error.ToString(), "(?<=[a-z])(?=[A-Z])", " ", RegexOptions.None, Limit).ToLowerInvariant()}, at character {parse.Offset}." : "it cannot be read.";
}
