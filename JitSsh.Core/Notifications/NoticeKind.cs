namespace JitSsh.Core.Notifications;

/// <summary>What people are told of. Each person chooses per kind and channel.</summary>
public enum NoticeKind
{
    /// <summary>Somebody asked for access: told to those who may decide.</summary>
    RequestSubmitted,

    /// <summary>A request was approved or rejected: told to the requester.</summary>
    RequestDecided,

    /// <summary>Nobody decided in time: told to the requester.</summary>
    RequestLapsed,

    /// <summary>Access works: told to the requester.</summary>
    AccessActive,

    /// <summary>Access ends in some minutes: told to the requester.</summary>
    AccessEndsSoon,

    /// <summary>Access has ended, and why: told to the requester.</summary>
    AccessEnded,

    /// <summary>Access cannot be given or taken back: told to the requester, the integration's owner and the admins.</summary>
    AccessFailing,

    /// <summary>Something was left behind on a server: told to the integration's owner and the admins.</summary>
    ResidueFound,

    /// <summary>A server shows another host key than the accepted one: told to the integration's owner and the admins.</summary>
    HostKeyChanged,

    /// <summary>A discovery ended with a warning or an error: told to the integration's owner and the admins.</summary>
    IntegrationTrouble,

    /// <summary>Somebody broke the glass: told to everybody who could have been asked, the integrations' owners and the admins.</summary>
    GlassBroken,

    /// <summary>A saved report is due: told to its owner, and to nobody else.</summary>
    ReportDue,

    /// <summary>Somebody signed in with the account for emergencies: told to the admins.</summary>
    EmergencySignIn,

    /// <summary>A person's second factor was turned on or off, reset, or a recovery code of it used: told to them, and to nobody else.</summary>
    SecondFactorChanged,
}

/// <summary>On which way a person is told.</summary>
public enum NoticeChannel
{
    /// <summary>In the portal, under the bell.</summary>
    InApp,

    /// <summary>By e-mail.</summary>
    Email,
}

/// <summary>What the kinds are called.</summary>
public static class NoticeKinds
{
    /// <summary>All of them, in the order in which screens show them.</summary>
    public static IReadOnlyList<NoticeKind> All { get; } = Enum.GetValues<NoticeKind>();

    /// <summary>Those that a webhook can be told of: what is one person's alone is not for a channel.</summary>
    public static IReadOnlyList<NoticeKind> ForWebhooks { get; } = [.. All.Where(k => k is not (NoticeKind.ReportDue or NoticeKind.SecondFactorChanged))];

    /// <summary>A few words, as a list of choices shows them.</summary>
    public static string WordsOf(NoticeKind kind) => kind switch
    {
        NoticeKind.RequestSubmitted => "A request waits for my decision",
        NoticeKind.RequestDecided => "My request was approved or rejected",
        NoticeKind.RequestLapsed => "Nobody decided on my request in time",
        NoticeKind.AccessActive => "My access works",
        NoticeKind.AccessEndsSoon => "My access ends soon",
        NoticeKind.AccessEnded => "My access has ended",
        NoticeKind.AccessFailing => "Access cannot be given or taken back",
        NoticeKind.ResidueFound => "Something was left behind on a server",
        NoticeKind.HostKeyChanged => "A server shows another host key",
        NoticeKind.ReportDue => "A report of mine is due",
        NoticeKind.IntegrationTrouble => "An integration has a warning or an error",
        NoticeKind.EmergencySignIn => "The account for emergencies was used",
        NoticeKind.SecondFactorChanged => "My second factor was changed",
        NoticeKind.GlassBroken => "Somebody took access in an emergency",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    /// <summary>The same from outside, as a webhook's list of kinds shows them.</summary>
    public static string EventOf(NoticeKind kind) => kind switch
    {
        NoticeKind.RequestSubmitted => "A request was submitted",
        NoticeKind.RequestDecided => "A request was approved or rejected",
        NoticeKind.RequestLapsed => "A request lapsed",
        NoticeKind.AccessActive => "Access works",
        NoticeKind.AccessEndsSoon => "Access ends soon",
        NoticeKind.AccessEnded => "Access has ended",
        _ => WordsOf(kind),
    };

    /// <summary>True for kinds that concern only admins and owners of integrations.</summary>
    public static bool IsForAdmins(NoticeKind kind) => kind is NoticeKind.ResidueFound or NoticeKind.HostKeyChanged or NoticeKind.IntegrationTrouble or NoticeKind.EmergencySignIn;
}
