using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>How much time is left. The browser counts down (js/time.js); it starts from the server's clock, so that a wrong clock at the person's side does not matter.</summary>
public sealed partial class TimeLeft
{
    /// <summary>The end.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Until { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private string Left => Until - Clock.GetUtcNow() is var left && left > TimeSpan.Zero ? $"{Durations.Words(left)} left" : "over";
}
