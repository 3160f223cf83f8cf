using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MuZero.Cli.Reference;

/// <summary>The doc comments of MuZero.Core as plain text. They are the only place that describes an option.</summary>
internal sealed partial class DocComments
{
    private const string Resource = "MuZero.Core.xml";

    private static readonly Lazy<DocComments> _ofCore = new(Read);

    private readonly Dictionary<string, XElement> _members;
    private readonly Dictionary<string, string> _options;

    private DocComments(Dictionary<string, XElement> members)
    {
        _members = members;
        _options = OptionKey.All.ToDictionary(key => Id(key.Property), key => key.Name, StringComparer.Ordinal);
    }

    public static DocComments OfCore => _ofCore.Value;

    /// <summary>One part of a member's doc comment on one line, with options by their names; empty if the member has none.</summary>
    /// <param name="member">A property or a field.</param>
    /// <param name="tag">summary, value or remarks.</param>
    public string Text(MemberInfo member, string tag)
        => _members.GetValueOrDefault(Id(member))?.Element(tag) is { } element ? Spaces().Replace(Text(element), " ").Trim() : "";

    private string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when (string?)see.Attribute("cref") is { } target => Name(target),
        XElement { Name.LocalName: "see" } see => (string?)see.Attribute("langword") ?? "",
        XElement inner => Text(inner),
        _ => "",
    }));

    // An option by its dotted name, an enumeration's member by its word, anything else by its last name.
    private string Name(string target)
    {
        string last = target[(target.LastIndexOf('.') + 1)..];
        return _options.GetValueOrDefault(target) ?? (target.StartsWith("F:", StringComparison.Ordinal) ? last.ToLowerInvariant() : last);
    }

    private static string Id(MemberInfo member) => $"{(member is PropertyInfo ? 'P' : 'F')}:{member.DeclaringType!.FullName}.{member.Name}";

    private static DocComments Read()
    {
        using Stream stream = typeof(DocComments).Assembly.GetManifestResourceStream(Resource)!;
        return new DocComments(XDocument.Load(stream).Descendants("member")
            .Where(member => (string?)member.Attribute("name") is ['P' or 'F', ':', ..])
            .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
