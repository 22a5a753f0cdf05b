using System.ComponentModel.DataAnnotations;

namespace JitSsh.Core.Notifications;

/// <summary>How people are told, section <c>JitSsh:Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>How long before its end people are told that access ends. Access that lasts no longer than this has no such notice.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "JitSsh:Notifications:EndsSoon is a time between a minute (00:01:00) and a day (1.00:00:00).")]
    public TimeSpan EndsSoon { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long notices and the log of what was sent are kept.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00", ErrorMessage = "JitSsh:Notifications:Keep is a time between a week (7.00:00:00) and ten years (3650.00:00:00).")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);
}
