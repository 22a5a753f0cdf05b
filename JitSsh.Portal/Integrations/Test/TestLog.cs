namespace JitSsh.Portal.Integrations.Test;

/// <summary>What the test of servers logs.</summary>
internal static partial class TestLog
{
    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "The test of server {Server} ended with an exception")]
    public static partial void Unexpected(ILogger logger, Guid server, Exception exception);
}
