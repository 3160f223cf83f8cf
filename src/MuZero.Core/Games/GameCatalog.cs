using System.Reflection;
using MuZero.Errors;

namespace MuZero.Games;

/// <summary>Finds games: built-in ones by name, others by the path of an assembly.</summary>
/// <remarks>A game is a public class that implements <see cref="IGame"/> and has a public constructor without parameters.</remarks>
public sealed class GameCatalog
{
    private readonly Dictionary<string, Type> _builtIn = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Collects the games of <paramref name="builtIn"/>.</summary>
    /// <exception cref="ArgumentException">Two of them have the same id.</exception>
    public GameCatalog(IEnumerable<Assembly> builtIn)
    {
        foreach (Type type in builtIn.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsGame))
        {
            _builtIn.Add(Create(type, type.Assembly.GetName().Name!).Spec.Id, type);
        }

        Names = [.. _builtIn.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The ids of the built-in games, in alphabetical order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Makes a game.</summary>
    /// <param name="nameOrPath">A built-in game's id; or the path of an assembly, <c>path/MyGame.dll</c>, and if it has several games
    /// <c>path/MyGame.dll#id</c> or <c>path/MyGame.dll:TypeName</c>.</param>
    /// <exception cref="UserException">There is no such game, or it cannot be used; the message has the reason and the remedy.</exception>
    public IGame Load(string nameOrPath)
    {
        if (GamePath.TryParse(nameOrPath, out GamePath path))
        {
            return GameAssembly.Load(path);
        }

        return _builtIn.TryGetValue(nameOrPath, out Type? type)
            ? Create(type, type.Assembly.GetName().Name!)
            : throw UserException.Usage(
                $"There is no game '{nameOrPath}'.{NearestName.Suggest(nameOrPath, Names)} Known games: {string.Join(", ", Names)}; or give the path of a game's assembly, such as path/MyGame.dll.");
    }

    internal static bool IsGame(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IGame).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null;

    internal static IGame Create(Type type, string assembly)
    {
        try
        {
            var game = (IGame)Activator.CreateInstance(type)!;
            game.Spec.Validate();
            return game;
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } cause && !GameAssembly.IsMismatch(cause))
        {
            throw new UserException(
                ExitCode.Usage, $"The constructor of game '{type.FullName}' in {assembly} threw {cause.GetType().Name}: {FirstLine(cause.Message)}. Correct the game.", cause);
        }
    }

    internal static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd('\r', '.');
}
