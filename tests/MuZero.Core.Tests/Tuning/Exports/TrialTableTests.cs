using System.Text;
using System.Text.Json;
using MuZero.Tuning.Exports;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Exports;

public class TrialTableTests
{
    [Fact]
    public void Write_TextsWithCommasQuotesAndBreaks_AreReadBack()
    {
        string[] texts = ["a,b", "say \"no\"", "two\nlines", "cr\r\nlf", " padded ", "", "plain", "é…"];
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize]);
        foreach (string text in texts)
        {
            StudyTrial trial = study.Ask();
            trial.SuggestCategorical<string>("choice, with \"quotes\"", texts);
            trial.SetUserAttribute("note", text);
            study.Tell(trial, 0.1);
        }

        List<List<string>> rows = Parse(Csv(study));

        int note = rows[0].IndexOf("user_attrs_note");
        Assert.Contains("params_choice, with \"quotes\"", rows[0]);
        Assert.Equal(texts, rows.Skip(1).Select(row => row[note]));
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
    }

    [Fact]
    public void Write_EveryKindOfTrial_HasItsValuesTimesAndState()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize, Direction.Maximize]);
        StudyTrial complete = study.Ask();
        complete.SuggestFloat("x", 0, 1);
        complete.SetUserAttribute("list", new[] { 1, 2 });
        complete.Report(0.5, 1);
        complete.Report(double.NaN, 2);
        study.Tell(complete, 1.0 / 3.0, double.PositiveInfinity);
        study.Tell(study.Ask().Number, TrialState.Failed);
        study.Enqueue(new Dictionary<string, object?> { ["x"] = 0.5 });

        List<List<string>> rows = Parse(Csv(study));

        Assert.Equal(["number", "values_0", "values_1"], rows[0][..3]);
        Assert.Equal(["0", "1", "2"], rows.Skip(1).Select(row => row[0]));
        Assert.Equal(["0.3333333333333333", "Infinity"], rows[1][1..3]);
        Assert.Equal(["COMPLETE", "FAILED", "WAITING"], rows.Skip(1).Select(row => row[^1]));
        Assert.Equal("[1,2]", Cell(rows, "user_attrs_list"));
        Assert.Equal("{\"1\": 0.5, \"2\": NaN}", Cell(rows, "intermediate_values"));
        Assert.Equal("", rows[3][rows[0].IndexOf("datetime_start")]);
        Assert.True(double.Parse(Cell(rows, "duration_s")) >= 0.0);
    }

    [Fact]
    public void Write_EmptyStudy_IsTheHeadingAlone()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize]);

        Assert.Equal("number,value,datetime_start,datetime_complete,duration_s,intermediate_values,worker,state\n", Csv(study));
    }

    [Fact]
    public void Document_OddNumbers_AreTexts()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize]);
        StudyTrial trial = study.Ask();
        trial.SuggestCategorical<object?>("kind", ["a", true, null]);
        trial.Report(double.NaN, 3);
        study.Tell(trial, double.NegativeInfinity);

        using MemoryStream bytes = new();
        study.Read(state =>
        {
            StudyDocument.Write(bytes, state);
            return 0;
        });

        JsonElement written = JsonDocument.Parse(bytes.ToArray()).RootElement.GetProperty("trials")[0];
        Assert.Equal("NaN", written.GetProperty("intermediate").GetProperty("3").GetString());
        Assert.Equal("-Infinity", written.GetProperty("values")[0].GetString());
        Assert.Equal("complete", written.GetProperty("state").GetString());
        Assert.True(written.GetProperty("parameters").TryGetProperty("kind", out _));
    }

    private static string Csv(Study study) => study.Read(state =>
    {
        using StringWriter text = new();
        TrialTable.Write(text, state);
        return text.ToString();
    });

    private static string Cell(List<List<string>> rows, string column) => rows[1][rows[0].IndexOf(column)];

    // RFC 4180, written here from its grammar.
    private static List<List<string>> Parse(string csv)
    {
        List<List<string>> rows = [[]];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            if (isQuoted)
            {
                if (csv[i] != '"')
                {
                    cell.Append(csv[i]);
                }
                else if (i + 1 < csv.Length && csv[i + 1] == '"')
                {
                    cell.Append(csv[i++]);
                }
                else
                {
                    isQuoted = false;
                }

                continue;
            }

            switch (csv[i])
            {
                case '"':
                    isQuoted = true;
                    break;
                case ',':
                    rows[^1].Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\n':
                    rows[^1].Add(cell.ToString());
                    cell.Clear();
                    rows.Add([]);
                    break;
                default:
                    cell.Append(csv[i]);
                    break;
            }
        }

        rows.RemoveAt(rows.Count - 1);
        return rows;
    }
}
