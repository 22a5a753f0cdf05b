using System.Globalization;

namespace JitSsh.Bench.Output;

/// <summary>Prints figures and counts which met their line.</summary>
internal sealed class Report
{
    public int Met { get; private set; }

    public int Missed { get; private set; }

    /// <summary>A line for people; nothing is counted.</summary>
    public static void Note(string text) => Console.WriteLine($"   {text}");

    /// <summary>The product's median divided by the baseline's; at most, or at least, the line.</summary>
    public void Ratio(string name, Series product, string against, Series baseline, double? atMost = null, double? atLeast = null)
    {
        Console.WriteLine($"{name}");
        Note($"product:  {product}");
        Note($"{against}: {baseline}");
        Judge("ratio", product.Median / baseline.Median, "", atMost, atLeast);
    }

    /// <summary>How many times as long as the product the baseline takes; at least the line.</summary>
    public void TimesFaster(string name, Series product, string against, Series baseline, double atLeast)
    {
        Console.WriteLine($"{name}");
        Note($"product:  {product}");
        Note($"{against}: {baseline}");
        Judge("times faster", baseline.Median / product.Median, "", null, atLeast);
    }

    /// <summary>A value that stands for itself.</summary>
    public void Value(string name, Series series, double value, double? atMost = null, double? atLeast = null)
    {
        Console.WriteLine($"{name}");
        Note($"measured: {series}");
        Judge("value", value, $" {series.Unit}", atMost, atLeast);
    }

    /// <summary>A figure that could not be had counts as missed; a bench that passes over something says nothing.</summary>
    public void NotMeasured(string name, string why)
    {
        Missed++;
        Console.WriteLine($"{name}");
        Console.WriteLine($"   not measured: {why} MISSED");
    }

    /// <summary>The last line, and the exit code.</summary>
    public int End()
    {
        Console.WriteLine($"{Met} met, {Missed} missed");
        return Missed == 0 && Met > 0 ? 0 : 1;
    }

    private void Judge(string what, double value, string unit, double? atMost, double? atLeast)
    {
        var shown = value.ToString("0.00", CultureInfo.InvariantCulture);
        if (atMost is null && atLeast is null)
        {
            Note($"{what} {shown}{unit} (for information)");
            return;
        }

        // A value that is no number meets nothing.
        var met = (atMost is null || value <= atMost) && (atLeast is null || value >= atLeast);
        _ = met ? Met++ : Missed++;
        var line = (atMost, atLeast) switch
        {
            ({ } most, { } least) when most.Equals(least) => $"must be exactly {most:0.0}",
            ({ } most, _) => $"at most {most:0.0#}",
            (_, { } least) => $"at least {least:0.0#}",
            _ => "",
        };
        Note(string.Create(CultureInfo.InvariantCulture, $"{what} {shown}{unit}, {line}: {(met ? "MET" : "MISSED")}"));
    }
}
