using System.Collections;
using System.Reflection;
using JitSsh.Core.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Core.Hosting;

/// <summary>
/// Refuses to start with a setting that nobody reads: somebody has set it and relies on it. A name with a typing error in it would otherwise leave the portal as it is without the setting, and
/// say nothing.
/// </summary>
internal sealed class UnknownSettings(IConfiguration configuration, IEnumerable<SettingSection> sections) : IHostedLifecycleService
{
    /// <summary>The section that is JitSsh's own; what is beside it belongs to the platform.</summary>
    private const string Root = "JitSsh";

    public Task StartingAsync(CancellationToken cancellationToken) =>
        In(configuration, sections) is { Count: > 0 } sentences ? throw new SettingsException(sentences) : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A sentence for each setting that no section knows.</summary>
    internal static IReadOnlyList<string> In(IConfiguration configuration, IEnumerable<SettingSection> sections)
    {
        var root = new Known();
        foreach (var section in sections)
        {
            var node = section.Name.Split(':').Skip(1).Aggregate(root, (at, name) => at.Below(name));
            Add(node, section.Type);
        }

        List<string> sentences = [];
        Look(configuration.GetSection(Root), root, sentences);
        return sentences;
    }

    private static void Look(IConfigurationSection given, Known known, List<string> sentences)
    {
        foreach (var child in given.GetChildren())
        {
            if (known.Find(child.Key) is { } next)
            {
                Look(child, next, sentences);
                continue;
            }

            var variable = child.Path.Replace(":", "__", StringComparison.Ordinal);
            sentences.Add(known.Names.Count == 0
                ? $"{child.Path} (in the environment {variable}) is set, and {given.Path} has nothing below it: it is one value."
                : $"{child.Path} (in the environment {variable}) is no setting. Below {given.Path} there are: {string.Join(", ", known.Names.Order(StringComparer.Ordinal))}.");
        }
    }

    private static void Add(Known node, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var item = ItemOf(property.PropertyType);
            if (property.SetMethod is null && item is null)
            {
                continue;
            }

            var below = node.Below(property.Name);
            if (item is not null)
            {
                below.Each = new();
                AddValue(below.Each, item);
            }
            else
            {
                AddValue(below, property.PropertyType);
            }
        }
    }

    private static void AddValue(Known node, Type type)
    {
        if (type.Assembly == typeof(UnknownSettings).Assembly && type.IsClass)
        {
            Add(node, type);
        }
    }

    /// <summary>What a list holds; null for what is no list.</summary>
    private static Type? ItemOf(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>)) ? type.GetGenericArguments() is [.., var item] ? item : typeof(string) : null;

    /// <summary>The names that may stand below a name.</summary>
    private sealed class Known
    {
        private readonly Dictionary<string, Known> below = new(StringComparer.OrdinalIgnoreCase);

        public IReadOnlyCollection<string> Names => below.Keys;

        /// <summary>For a list: what may stand below each of its numbers.</summary>
        public Known? Each { get; set; }

        public Known Below(string name) => below.TryGetValue(name, out var known) ? known : below[name] = new();

        public Known? Find(string name) => below.GetValueOrDefault(name) ?? Each;
    }
}
