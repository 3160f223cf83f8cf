using System.Globalization;
using System.Text;
using System.Text.Json;
using MuZero.Errors;

namespace MuZero.Tuning.Studies;

/// <summary>Copies a study from one log to another: export as Optuna's journal file, import of one, change of the storage.</summary>
public static class StudyCopy
{
    private static readonly string[] _ids = ["study_id", "trial_id"];

    /// <summary>Copies the operations of one study.</summary>
    /// <param name="source">The log to read.</param>
    /// <param name="target">The log to append to; empty.</param>
    /// <param name="name">The study's name; null for the only one.</param>
    /// <exception cref="UserException">The source has no such study, or several without a name to choose by; or the target is not
    /// empty.</exception>
    public static void Copy(IStudyLog source, IStudyLog target, string? name = null)
    {
        IReadOnlyList<string> lines = source.Exchange(0, []);
        StudyState all = new(name, source.Location);
        all.Apply(lines);
        if (!all.Exists || (name is null && all.Names.Count() > 1))
        {
            string names = all.Names.Any() ? string.Join(", ", all.Names) : "no study";
            throw UserException.Usage($"{source.Location} holds {names}. Name one of its studies.");
        }

        List<string> copied = [.. Renumbered(lines, all.Name, source.Location)];
        if (!target.Exchange(0, copied, maxUnread: 0).SequenceEqual(copied))
        {
            throw UserException.Usage($"{target.Location} is not empty. Choose another place for the copy.");
        }
    }

    // A study that is alone in its log has the id 0, and its trials have their numbers as ids.
    private static IEnumerable<string> Renumbered(IReadOnlyList<string> lines, string name, string location)
    {
        StudyState before = new(name, location);
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(JournalNumbers.Quote(line));
            JsonElement operation = document.RootElement;
            bool isOurs = operation.TryGetProperty(_ids[1], out JsonElement trial)
                ? before.Exists && before.NumberOf(trial.GetInt32()) >= 0
                : operation.TryGetProperty(_ids[0], out JsonElement study) && before.Exists && study.GetInt32() == before.Id;
            bool isCreation = !before.Exists;
            int number = trial.ValueKind == JsonValueKind.Number ? before.NumberOf(trial.GetInt32()) : 0;
            before.Apply([line]);
            if (isOurs || (isCreation && before.Exists))
            {
                yield return WithId(WithId(line, _ids[0], 0), _ids[1], number);
            }
        }
    }

    // Replaces the number of a member of the outermost object. The rest stays as it was written, Python's NaN included.
    private static string WithId(string line, string member, int id)
    {
        int depth = 0;
        for (int i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    depth--;
                    break;
                case '"':
                    int end = EndOfText(line, i);
                    if (depth == 1 && line.AsSpan(i + 1, end - i - 1).SequenceEqual(member) && Number(line, end + 1) is { } number)
                    {
                        return new StringBuilder(line).Remove(number.Start, number.Length)
                            .Insert(number.Start, id.ToString(CultureInfo.InvariantCulture)).ToString();
                    }

                    i = end;
                    break;
                default:
                    break;
            }
        }

        return line;
    }

    private static int EndOfText(string line, int start)
    {
        int end = start + 1;
        while (line[end] != '"')
        {
            end += line[end] == '\\' ? 2 : 1;
        }

        return end;
    }

    // The digits behind a colon, or null if the text was a value.
    private static (int Start, int Length)? Number(string line, int position)
    {
        int start = position;
        while (line[start] is ' ' or ':')
        {
            start++;
        }

        int end = start;
        while (char.IsAsciiDigit(line[end]))
        {
            end++;
        }

        return line.AsSpan(position, start - position).Contains(':') && end > start ? (start, end - start) : null;
    }
}
