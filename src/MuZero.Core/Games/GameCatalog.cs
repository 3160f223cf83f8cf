using System.Reflection;
using MuZero.Errors;

namespace MuZero.Games;

/// <summary>Finds games: built-in ones by name, others by the path of an assembly.</summary>
/// <remarks>A game is a public class that implements <see cref="IGame"/> and has a public constructor without parameters, or with
/// <see cref="BoardSizesAttribute"/> one that takes the size.</remarks>
public sealed class GameCatalog
{
    private readonly Dictionary<string, GameClass> _builtIn = new(StringComparer.OrdinalIgnoreCase);
    private readonly GameClass[] _sized;

    /// <summary>Collects the games of <paramref name="builtIn"/>.</summary>
    /// <exception cref="ArgumentException">Two of them have the same id.</exception>
    public GameCatalog(IEnumerable<Assembly> builtIn)
    {
        GameClass[] classes = [.. builtIn.SelectMany(assembly => assembly.GetExportedTypes()).Select(GameClass.Of).OfType<GameClass>()];
        _sized = Array.FindAll(classes, found => found.Sizes is not null);
        foreach (GameClass found in classes)
        {
            foreach (IGame game in found.CreateListed(NameOf(found)))
            {
                _builtIn.Add(game.Spec.Id, found);
            }
        }

        Names = [.. GameOrder.Sort(_builtIn.Keys, id => id)];
    }

    /// <summary>The ids of the built-in games in alphabetical order, of games with board sizes those that the game lists.</summary>
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

        GameClass? found = _builtIn.GetValueOrDefault(nameOrPath)
            ?? Array.Find(_sized, sized => sized.Sizes!.SizeOf(nameOrPath) is not null);
        return found?.Create(nameOrPath, NameOf(found)) ?? throw Unknown(nameOrPath);
    }

    internal static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd('\r', '.');

    private static string NameOf(GameClass found) => found.Type.Assembly.GetName().Name!;

    private UserException Unknown(string name)
    {
        string reason = Array.Find(_sized, sized => sized.Sizes!.IsNear(name))?.Sizes is { } sizes
            ? $" {sizes.Describe()}"
            : NearestName.Suggest(name, Names);
        return UserException.Usage(
            $"There is no game '{name}'.{reason} Known games: {string.Join(", ", Names)}; or give the path of a game's assembly, such as "
                + "path/MyGame.dll.");
    }
}
