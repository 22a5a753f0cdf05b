using System.Text.Json;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>
/// Refusals as RFC 9457 problem details: 422 for input that was understood and refused, with a sentence at each field in <c>errors</c>; 404 for what
/// does not exist or is not the caller's, alike; 409 when the state has moved on; 400 for what cannot be read as this request at all.
/// </summary>
internal static class ProblemAnswer
{
    public static IResult Of<T>(Outcome<T> outcome) => outcome.Kind switch
    {
        OutcomeKind.Invalid => Invalid(outcome.Problems),
        OutcomeKind.Conflict => TypedResults.Problem(outcome.Sentence, statusCode: StatusCodes.Status409Conflict, title: "The state has moved on."),
        _ => NotFound(),
    };

    public static IResult NotFound() =>
        TypedResults.Problem(Refusal.NotFound.Problems[0].Sentence, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    /// <summary>A defect or an outage on this side; the log has it under the trace's id.</summary>
    public static IResult OwnFault(string trace) => TypedResults.Problem(
        $"JitSsh could not do this. The portal's log says why, under {trace}.", statusCode: StatusCodes.Status500InternalServerError, title: "JitSsh failed.");

    public static IResult NotSignedIn(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in.");

    public static IResult Invalid(IReadOnlyList<Problem> problems) => TypedResults.Problem(new HttpValidationProblemDetails(ByField(problems))
    {
        Status = StatusCodes.Status422UnprocessableEntity,
        Title = "The input was refused.",
        Detail = string.Join(" ", problems.Select(p => p.Sentence).Distinct()),
    });

    /// <summary>What could not be read: the field, where the reader knows it, and a sentence without the reader's inner words.</summary>
    public static IResult Unreadable(BadHttpRequestException problem)
    {
        var json = problem.InnerException as JsonException;
        var field = json?.Path is { Length: > 2 } path ? path[2..] : "";
        var detail = problem.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => "The body is larger than this address takes.",
            StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
            _ when json is not null => field.Length > 0 ? $"'{field}' is missing, unknown here, or of another type than this field has." : "The body is not the JSON that this address takes: see /openapi/v1.json.",
            _ => "The request cannot be read: see /openapi/v1.json for its parameters and body.",
        };
        Dictionary<string, string[]> errors = field.Length > 0 ? new(StringComparer.Ordinal) { [field] = [detail] } : [];
        return TypedResults.Problem(new HttpValidationProblemDetails(errors) { Status = problem.StatusCode, Title = "The request cannot be read.", Detail = detail });
    }

    private static Dictionary<string, string[]> ByField(IReadOnlyList<Problem> problems) => problems
        .Where(p => p.Field.Length > 0)
        .GroupBy(p => NameOf(p.Field), p => p.Sentence, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    /// <summary>Fields are called as on the screens, with this one exception, which has its own name wherever it is written.</summary>
    private static string NameOf(string field) => field == nameof(IntegrationInput.Base64PrivateKey) ? "base64_private_key" : field;
}
