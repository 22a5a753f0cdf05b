namespace JitSsh.Portal.Layout;

/// <summary>The addresses of the screens, as the menu knows them.</summary>
public static class Paths
{
    /// <summary>The start page.</summary>
    public const string Home = "/";

    /// <summary>New Request.</summary>
    public const string NewRequest = "/request";

    /// <summary>My Requests; one request is below it.</summary>
    public const string MyRequests = "/requests";

    /// <summary>My Tasks.</summary>
    public const string MyTasks = "/tasks";

    /// <summary>Activity.</summary>
    public const string Activity = "/activity";

    /// <summary>Saved reports; one is below it.</summary>
    public const string Reports = Activity + "/reports";

    /// <summary>Overview.</summary>
    public const string Overview = "/overview";

    /// <summary>Catalog.</summary>
    public const string Catalog = "/catalog";

    /// <summary>Connected Integrations.</summary>
    public const string Integrations = "/integrations";

    /// <summary>Connectors.</summary>
    public const string Connectors = "/connectors";

    /// <summary>Servers.</summary>
    public const string Servers = "/servers";

    /// <summary>Open items.</summary>
    public const string OpenItems = "/open-items";

    /// <summary>Access Flows.</summary>
    public const string AccessFlows = "/flows";

    /// <summary>Bundles of servers, for access flows to name.</summary>
    public const string Bundles = "/bundles";

    /// <summary>Assertions about access flows.</summary>
    public const string Assertions = "/assertions";

    /// <summary>People.</summary>
    public const string People = "/people";

    /// <summary>The person's own profile.</summary>
    public const string Profile = "/profile";

    /// <summary>What the person was told.</summary>
    public const string Notices = "/notices";

    /// <summary>What the person wants to be told.</summary>
    public const string Notifications = "/settings/notifications";

    /// <summary>Webhooks; one is below it.</summary>
    public const string Webhooks = "/settings/webhooks";

    /// <summary>The first-run page.</summary>
    public const string SetUp = "/setup";

    /// <summary>The sign-in page.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>Where the sign-out form is posted to.</summary>
    public const string SignOut = "/sign-out";

    /// <summary>What stands for every address that is none.</summary>
    public const string NotFound = "/not-found";
}
