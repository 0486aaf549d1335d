using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Stages;

/// <summary>Edits the stages of a draft: changes existing stages and adds new ones at the end. None is removed.</summary>
public static class StageEdits
{
    /// <summary>The most stages of a model.</summary>
    public const int MaxStages = 50;

    /// <summary>The stages after the edits.</summary>
    /// <param name="stages">The stages before.</param>
    /// <param name="edits">The changes and additions.</param>
    /// <param name="newId">Makes the id of a new stage.</param>
    /// <exception cref="InvalidStageEditsException">The edits contradict each other.</exception>
    public static IReadOnlyList<Stage> Apply(IReadOnlyList<Stage> stages, IReadOnlyList<StageEdit> edits, Func<StageId> newId)
    {
        var faults = new List<StageEditFault>();
        var after = stages.ToList();
        var places = new int[edits.Count];
        foreach (var (index, edit) in edits.Index())
        {
            var place = edit.Id is { } id ? after.FindIndex(stage => stage.Id == id) : after.Count;
            if (place < 0)
            {
                faults.Add(new(index, "stage_id", "UNKNOWN_STAGE", $"names '{edit.Id}', which is no stage of the model"));
            }
            else if (places.Take(index).Contains(place) && edit.Id is not null)
            {
                faults.Add(new(index, "stage_id", "DUPLICATE", "names a stage that comes twice"));
            }
            else
            {
                var stage = new Stage(edit.Id ?? newId(), edit.Name, edit.Description, edit.Kind, []);
                if (place == after.Count)
                {
                    after.Add(stage);
                }
                else
                {
                    // The previous transitions stay until all names are known.
                    after[place] = stage with { Next = after[place].Next };
                }
            }

            places[index] = place;
        }

        if (faults.Count == 0)
        {
            CheckNames(after, edits, places, faults);
            ResolveNext(after, edits, places, faults);
        }

        return faults.Count == 0 ? after : throw new InvalidStageEditsException(faults);
    }

    private static void CheckNames(List<Stage> after, IReadOnlyList<StageEdit> edits, int[] places, List<StageEditFault> faults)
    {
        if (after.Count > MaxStages)
        {
            faults.Add(
                new(edits.Count - 1, "stage_id", "TOO_MANY", $"would be stage {after.Count} of a model, which has at most {MaxStages}"));
        }

        foreach (var (index, edit) in edits.Index())
        {
            var key = NameKey.Of(edit.Name);
            if (after.Index().Any(other => other.Index != places[index] && NameKey.Of(other.Item.Name) == key))
            {
                faults.Add(new(index, "display_name", "DUPLICATE", $"is '{edit.Name}', which another stage of the model is named"));
            }
        }
    }

    private static void ResolveNext(List<Stage> after, IReadOnlyList<StageEdit> edits, int[] places, List<StageEditFault> faults)
    {
        foreach (var (index, edit) in edits.Index())
        {
            var next = new List<StageId>();
            foreach (var (position, name) in edit.NextNames.Index())
            {
                var field = $"next_display_names[{position}]";
                var key = NameKey.Of(name);
                if (after.Find(stage => NameKey.Of(stage.Name) == key) is not { } target)
                {
                    faults.Add(new(index, field, "UNKNOWN_STAGE", $"is '{name}', which no stage of the model is named"));
                }
                else if (target.Id == after[places[index]].Id)
                {
                    faults.Add(new(index, field, "SELF_TRANSITION", "names the stage itself"));
                }
                else if (next.Contains(target.Id))
                {
                    faults.Add(new(index, field, "DUPLICATE", $"is '{name}', which comes twice"));
                }
                else
                {
                    next.Add(target.Id);
                }
            }

            after[places[index]] = after[places[index]] with { Next = next };
        }
    }
}
