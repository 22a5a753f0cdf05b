using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace JitSsh.Tests.Portal.Shared;

/// <summary>The portal's own style sheet, and how well its colours can be told apart.</summary>
internal static class Theme
{
    public static string Css { get; } = File.ReadAllText(Path.Combine(Root(), "JitSsh.Portal", "wwwroot", "app.css"));

    /// <summary>A colour variable's value in the light and in the dark theme.</summary>
    public static (string Light, string Dark) Colour(string variable)
    {
        var match = Regex.Match(Css, $@"--{variable}: light-dark\((?<light>#[0-9a-f]{{6}}), (?<dark>#[0-9a-f]{{6}})\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(match.Success, $"--{variable} is no pair of colours.");
        return (match.Groups["light"].Value, match.Groups["dark"].Value);
    }

    /// <summary>The contrast ratio of WCAG 2, from 1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var (r, g, b) = (Channel(1), Channel(3), Channel(5));
        return (0.2126 * r) + (0.7152 * g) + (0.0722 * b);

        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "JitSsh.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("JitSsh.sln is above no directory of the tests.");
    }
}
