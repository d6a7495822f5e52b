package io.giliran.policy;

/** Notes of a pick, written by hand for who shows them. */
public final class NotesForTests {
    private NotesForTests() {}

    /** So many candidates b0, b1, … whose scores are their numbers. */
    public static PickNotes candidates(int count) {
        PickNotes notes = new PickNotes();
        for (int i = 0; i < count; i++) {
            notes.candidate(new Backend(i, "b" + i, 1), i);
        }
        return notes;
    }
}
