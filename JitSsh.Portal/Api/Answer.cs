using System.Reflection;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace JitSsh.Portal.Api;

/// <summary>An operation's outcome as HTTP: 200 with a body, or a problem. OpenAPI learns both from the type.</summary>
/// <typeparam name="T">The body.</typeparam>
internal sealed class Answer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static implicit operator Answer<T>(T value) => new(TypedResults.Ok(value));

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

/// <summary>201 with the new thing's id and its address in <c>Location</c>, or a problem.</summary>
/// <typeparam name="TId">The id.</typeparam>
internal sealed class Made<TId>(IResult result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(MadeView<TId>), ["application/json"]));
}

/// <summary>204, or a problem.</summary>
internal sealed class Done(IResult result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));
}

/// <summary>What was made.</summary>
/// <typeparam name="TId">The id's type.</typeparam>
/// <param name="Id">The new id.</param>
internal sealed record MadeView<TId>(TId Id);

/// <summary>A part of a list.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Items">The rows of this part.</param>
/// <param name="Total">Rows in the whole list under the same filter.</param>
/// <param name="IsMore">True when there are more rows than the total says: lists that only grow are not counted to their end.</param>
internal sealed record ListView<T>(IReadOnlyList<T> Items, int Total, bool IsMore)
{
    public static ListView<T> Of<TRow>(PageOf<TRow> page, Func<TRow, T> view) => new([.. page.Items.Select(view)], page.Total, page.IsMore);
}

/// <summary>Which part of a list.</summary>
/// <param name="Skip">Rows before it; 0 when left out.</param>
/// <param name="Take">Rows in it; 50 when left out, at most 500.</param>
internal sealed record PageQuery([FromQuery(Name = "skip")] int? Skip, [FromQuery(Name = "take")] int? Take)
{
    public Page Page => new(Skip ?? 0, Take ?? Page.First.Take);
}

/// <summary>From outcomes to answers.</summary>
internal static class Answers
{
    public static Answer<TView> Show<T, TView>(this Outcome<T> outcome, Func<T, TView> view) =>
        new(outcome.IsDone ? TypedResults.Ok(view(outcome.Value)) : ProblemAnswer.Of(outcome));

    public static Answer<IReadOnlyList<TView>> ShowAll<T, TView>(this Outcome<IReadOnlyList<T>> outcome, Func<T, TView> view) =>
        outcome.Show<IReadOnlyList<T>, IReadOnlyList<TView>>(rows => [.. rows.Select(view)]);

    public static Answer<ListView<TView>> ShowPage<T, TView>(this Outcome<PageOf<T>> outcome, Func<T, TView> view) =>
        outcome.Show(page => ListView<TView>.Of(page, view));

    /// <param name="outcome">The new id.</param>
    /// <param name="list">The address of the list it was added to, without a slash at its end.</param>
    public static Made<TId> Made<TId>(this Outcome<TId> outcome, string list) =>
        new(outcome.IsDone ? TypedResults.Created($"{list}/{outcome.Value}", new MadeView<TId>(outcome.Value)) : ProblemAnswer.Of(outcome));

    public static Done Done<T>(this Outcome<T> outcome) => new(outcome.IsDone ? TypedResults.NoContent() : ProblemAnswer.Of(outcome));
}
