using System.Reflection;
using System.Runtime.CompilerServices;

namespace MuZero.Samples.Tests;

/// <summary>The public types and members of each package are those of its PublicApi.txt, so that a change of the API is seen in
/// review.</summary>
/// <remarks><c>UPDATE_PUBLIC_API=1 ./test samples --filter PublicApi</c> rewrites the files.</remarks>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // The compiler writes these for every record.
    private static readonly string[] _ofRecords = ["Equals", "GetHashCode", "ToString", "PrintMembers", "Deconstruct", "<Clone>$",
        "op_Equality", "op_Inequality"];

    [Theory]
    [InlineData("src/MuZero.Core")]
    [InlineData("src/MuZero.Torch")]
    [InlineData("src/MuZero.Farm")]
    [InlineData("src/MuZero.Sqlite")]
    [InlineData("src/MuZero.Plots")]
    [InlineData("games/MuZero.Games")]
    public void PublicApi_IsTheListedOne(string project)
    {
        string path = Path.Combine(Shell.Root, project, "PublicApi.txt");
        string[] actual = [.. Load(Path.GetFileName(project)).GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllText(path, string.Join('\n', actual) + "\n");
        }

        string[] listed = File.ReadAllLines(path);
        string[] changes = [.. listed.Except(actual).Select(line => $"- {line}"), .. actual.Except(listed).Select(line => $"+ {line}")];

        Assert.True(changes.Length == 0,
            $"The public API differs from {project}/PublicApi.txt. If that is intended: UPDATE_PUBLIC_API=1 ./test samples --filter "
            + $"PublicApi\n{string.Join('\n', changes)}");
    }

    private static Assembly Load(string name)
    {
        string folder = Shell.Built("MuZero.Cli");
        AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) =>
            Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll") is var path && File.Exists(path)
                ? Assembly.LoadFrom(path)
                : null;
        return Assembly.LoadFrom(Path.Combine(folder, $"{name}.dll"));
    }

    private static IEnumerable<string> Lines(Type type)
    {
        string name = Name(type, isFull: true);
        yield return $"{name} ({Kind(type)})";
        foreach (MemberInfo member in type.GetMembers(Declared).Where(member => !IsHidden(type, member)))
        {
            yield return $"{name}.{Text(member)}";
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static bool IsHidden(Type type, MemberInfo member) => member switch
    {
        Type => true, // listed by itself
        FieldInfo { IsSpecialName: true } => true,
        MethodInfo method => (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
            || _ofRecords.Contains(method.Name)
            || method.IsDefined(typeof(CompilerGeneratedAttribute)),
        _ => false,
    };

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{method.Name}({Parameters(method)}) : {Name(method.ReturnType)}",
        PropertyInfo property
            => $"{property.Name} {{ "
            + $"{(property.GetMethod?.IsPublic == true ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}} : "
            + $"{Name(property.PropertyType)}",
        FieldInfo field => $"{field.Name} : {Name(field.FieldType)}",
        EventInfo raised => $"{raised.Name} event : {Name(raised.EventHandlerType!)}",
        _ => member.Name,
    };

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type, bool isFull = false)
    {
        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        }

        string own = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!, isFull)}.{type.Name}" : isFull
            ? $"{type.Namespace}.{type.Name}"
            : type.Name;
        return type.IsGenericType
            ? $"{own.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(argument => Name(argument)))}>"
            : own;
    }
}
