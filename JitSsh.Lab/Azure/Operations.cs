using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>How a long operation ended.</summary>
/// <param name="Output">What its <c>Location</c> answers, and <c>properties.output</c> of its status; null for nothing.</param>
/// <param name="Code">The error's code; null when it went well.</param>
/// <param name="Message">The error's words.</param>
internal sealed record OperationEnd(JsonObject? Output, string? Code = null, string? Message = null);

/// <summary>Long operations: 202 with <c>Azure-AsyncOperation</c> and <c>Location</c>, asked until they have ended. Shapes as recorded from Microsoft.Compute.</summary>
internal sealed class Operations(SimulatedAzureOptions options)
{
    private readonly ConcurrentDictionary<Guid, Entry> entries = new();

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{id:guid}", (Guid id, HttpRequest request) => Show(id, request));

    /// <summary>Begins one; the answer that says so.</summary>
    public IResult Begin(HttpContext context, Guid subscription, string region, Func<Task<OperationEnd>> work)
    {
        var id = Guid.NewGuid();
        entries[id] = new(options.Time.GetUtcNow(), Task.Run(async () => (await work(), options.Time.GetUtcNow())));
        var request = context.Request;
        var address = $"{request.Scheme}://{request.Host}/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{region}/operations/{id}?p={Guid.NewGuid()}";
        var version = request.Query["api-version"].ToString();
        context.Response.Headers["Azure-AsyncOperation"] = $"{address}&api-version={version}";
        context.Response.Headers.Location = $"{address}&monitor=true&api-version={version}";
        return Results.StatusCode(202);
    }

    private IResult Show(Guid id, HttpRequest request)
    {
        if (!entries.TryGetValue(id, out var entry))
        {
            return ArmError.Make(404, "NotFound", $"The operation '{id}' was not found.");
        }

        var ended = entry.Work.IsCompletedSuccessfully ? entry.Work.Result : ((OperationEnd End, DateTimeOffset At)?)null;
        if (request.Query["monitor"] == "true")
        {
            return ended is not { } end ? Results.StatusCode(202)
                : end.End.Code is { } code ? ArmError.Make(409, code, end.End.Message ?? "")
                : end.End.Output is { } output ? Results.Json(output.DeepClone()) : Results.Ok();
        }

        var status = new JsonObject { ["startTime"] = Text(entry.Started), ["status"] = "InProgress", ["name"] = id.ToString() };
        if (entry.Work.IsFaulted)
        {
            status["status"] = "Failed";
            status["error"] = new JsonObject { ["code"] = "InternalExecutionError", ["message"] = entry.Work.Exception!.GetBaseException().Message };
        }
        else if (ended is { } finished)
        {
            status["endTime"] = Text(finished.At);
            status["status"] = finished.End.Code is null ? "Succeeded" : "Failed";
            if (finished.End.Code is { } failure)
            {
                status["error"] = new JsonObject { ["code"] = failure, ["message"] = finished.End.Message };
            }
            else if (finished.End.Output is { } value)
            {
                status["properties"] = new JsonObject { ["output"] = value.DeepClone() };
            }
        }

        return Results.Json(status);
    }

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private sealed record Entry(DateTimeOffset Started, Task<(OperationEnd End, DateTimeOffset At)> Work);
}
