package io.giliran.health;

/** Receives the ejections that {@link OutlierDetection} decides. */
interface EjectionListener {
    /**
     * Out until then.
     *
     * @param why for people, for example {@code 5 connects in a row failed}
     */
    void ejected(int backend, EjectionCause cause, String why, long nanos);

    /** Notifies of the end of an ejection. */
    void returned(int backend, String why);

    /** The backend should have been ejected, but must not be. */
    void spared(int backend, EjectionCause cause, String why);
}
