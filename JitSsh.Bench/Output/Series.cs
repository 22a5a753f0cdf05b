namespace JitSsh.Bench.Output;

/// <summary>Measured values of one thing; the median counts, the rest shows how quiet the machine was.</summary>
internal sealed class Series(string unit)
{
    private readonly List<double> values = [];

    public string Unit => unit;

    public int Count => values.Count;

    public double Median
    {
        get
        {
            var sorted = values.Order().ToList();
            return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    public double Min => values.Count == 0 ? double.NaN : values.Min();

    public double Max => values.Count == 0 ? double.NaN : values.Max();

    public double Mean => values.Count == 0 ? double.NaN : values.Average();

    public void Add(double value) => values.Add(value);

    public void Add(TimeSpan time) => values.Add(time.TotalMilliseconds);

    public override string ToString() => values.Count == 0 ? "nothing measured" : $"median {Number(Median)} min {Number(Min)} max {Number(Max)} {unit} (n={Count})";

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.000", System.Globalization.CultureInfo.InvariantCulture);
}
