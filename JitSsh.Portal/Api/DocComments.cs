using System.Reflection;
using System.Xml.Linq;

namespace JitSsh.Portal.Api;

/// <summary>The doc comments of types and their members, from the XML files beside the assemblies: one text for whoever reads the code and for whoever reads the API's description.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> members = new(StringComparer.Ordinal);

    public DocComments(params IEnumerable<Assembly> assemblies)
    {
        foreach (var file in assemblies.Select(a => Path.ChangeExtension(a.Location, ".xml")).Where(File.Exists))
        {
            foreach (var member in XDocument.Load(file).Descendants("member"))
            {
                members[(string)member.Attribute("name")!] = member;
            }
        }
    }

    /// <summary>The summary of a type; of an enum also that of each member. Null when it has none.</summary>
    public string? Of(Type type)
    {
        var summary = Text(Find($"T:{NameOf(type)}")?.Element("summary"));
        return type.IsEnum && summary is not null ? $"{summary}\n{string.Join('\n', Enum.GetNames(type).Select(n => $"- {n}: {Text(Find($"F:{NameOf(type)}.{n}")?.Element("summary"))}"))}" : summary;
    }

    /// <summary>The summary of a property, or of the record's parameter that it was made from.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = NameOf(property.DeclaringType!);
        return Text(Find($"P:{type}.{property.Name}")?.Element("summary"))
            ?? Text(Find($"T:{type}")?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == property.Name));
    }

    private XElement? Find(string name) => members.GetValueOrDefault(name);

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element) => element is null ? null : string.Join(' ', string.Concat(element.Nodes().Select(Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } reference => ((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? "").Split('.', ':')[^1],
        XElement element => element.Value,
        _ => "",
    };
}
