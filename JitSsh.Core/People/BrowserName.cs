namespace JitSsh.Core.People;

/// <summary>What a browser is called, from what it says of itself. Only names that stand here ever come out, so that nobody can put words of their own on a page.</summary>
public static class BrowserName
{
    /// <summary>What they say and their names. Many name others besides themselves, so the order counts.</summary>
    private static readonly (string Said, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Said, string Name)[] Systems =
        [("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>For example "Firefox on Linux".</summary>
    /// <param name="userAgent">The header <c>User-Agent</c>.</param>
    public static string Of(string? userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => $"A browser on {system}",
        _ => "A browser",
    };

    private static string? Find((string Said, string Name)[] names, string? text) => names.Where(n => text?.Contains(n.Said, StringComparison.Ordinal) == true).Select(n => n.Name).FirstOrDefault();
}
