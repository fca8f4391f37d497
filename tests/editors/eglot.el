;;; eglot.el --- emacs -Q --batch -l eglot.el SNIPPET.el SCENARIO.json  -*- lexical-binding: t -*-
;; What a user of Emacs does with a field, and what he sees.
(dolist (folder (append (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*") ; -Q does not look for Debian's packages
                        (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa/*")))
  (when (file-directory-p folder) (add-to-list 'load-path folder)))
(require 'json)
(defconst snippet (nth 0 command-line-args-left))
(defconst scenario (json-read-file (nth 1 command-line-args-left)))
(setq command-line-args-left nil)
(defun said (key) (alist-get key scenario))

(load (expand-file-name snippet))
(require 'eglot)
(require 'flymake)
(require 'xref)
(defconst patience 60) ; seconds: of a machine under load
(setq eglot-sync-connect patience eglot-connect-timeout patience eglot-autoshutdown nil
      make-backup-files nil auto-save-default nil create-lockfiles nil python-indent-guess-indent-offset nil)

(defvar failed nil)
(defun check (what ok &optional seen)
  (princ (format "%s %s\n" (if ok "PASS" "FAIL") what))
  (unless ok
    (setq failed t)
    (princ (format "     seen: %S\n" seen))))
(defun wait (condition)
  (let ((end (+ (float-time) patience)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    found))
(defun flush () (eglot--signal-textDocument/didChange)) ; idle timers never run in batch
(defun go-to (words) (goto-char (point-min)) (search-forward words) (goto-char (match-beginning 0)))

(find-file (said 'file))
(defconst buffer (current-buffer))
(setq-local project-find-functions (list (lambda (_) (cons 'transient (said 'folder)))))
(apply #'eglot--connect (eglot--guess-contact)) ; what M-x eglot does, less the questions
(unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
(flymake-mode 1)
(check "the server starts with a Python file" (eglot-managed-p) major-mode)

(defun told ()
  (seq-filter (lambda (each) (string-match-p (regexp-quote (said 'told)) (flymake-diagnostic-text each)))
              (flymake-diagnostics (point-min) (point-max))))

;; type a field
(go-to (said 'before))
(beginning-of-line)
(let ((at (line-number-at-pos)))
  (insert (said 'field) "\n")
  (flush)
  (flymake-start)
  (wait #'told)
  (check "a field that is typed is told"
         (and (= 1 (length (told))) (= at (line-number-at-pos (flymake-diagnostic-beg (car (told))))))
         (mapcar #'flymake-diagnostic-text (flymake-diagnostics (point-min) (point-max)))))
(check "the file was not saved" (buffer-modified-p))

;; hover
(go-to (said 'hover))
(let (shown)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown (substring-no-properties text))))
  (wait (lambda () shown))
  (check "hover shows the column" (and shown (string-match-p (regexp-quote (said 'shown)) shown)) shown))

;; go to the revision, and come back
(go-to (said 'hover))
(let ((xref-prompt-for-identifier nil))
  (call-interactively #'xref-find-definitions))
(check "definition leads to the revision"
       (and (string-match-p "/versions/" buffer-file-name)
            (string-match-p (regexp-quote (said 'there)) (buffer-substring (line-beginning-position) (line-end-position))))
       (list buffer-file-name (buffer-substring (line-beginning-position) (line-end-position))))
(switch-to-buffer buffer)

;; take the field away
(go-to (said 'field))
(delete-region (line-beginning-position) (1+ (line-end-position)))
(flush)
(flymake-start)
(check "a field that is removed is forgotten" (wait (lambda () (not (told)))) (mapcar #'flymake-diagnostic-text (told)))

;; type it once more, and mend it by a revision: eglot creates no files, the server does
(go-to (said 'before))
(beginning-of-line)
(insert (said 'field) "\n")
(flush)
(flymake-start)
(wait #'told)
(go-to (string-trim (said 'field)))
(let* ((revisions (lambda () (directory-files-recursively (said 'folder) "\\.py\\'")))
       (before (funcall revisions))
       (actions (append (eglot-code-actions (point) (point) "quickfix") nil))
       (action (seq-find (lambda (each) (string-prefix-p "Create migration" (plist-get each :title))) actions))
       (command (plist-get action :command)))
  (check "the quick fix is offered" command actions)
  (eglot-execute-command (eglot-current-server) (intern (plist-get command :command)) (plist-get command :arguments))
  (let ((made (seq-difference (funcall revisions) before)))
    (if (not (eq t (said 'mends)))
        (check "where it cannot be written, nothing is" (not made) made)
      (check "it makes the file of a revision" (and (= 1 (length made)) (string-match-p "/versions/.*add_" (car made))) made)
      (flush)
      (flymake-start)
      (check "with the revision, the field is forgotten"
             (wait (lambda () (not (told)))) (mapcar #'flymake-diagnostic-text (told))))))

(eglot-shutdown (eglot-current-server) nil 10)
(check "the server ends" (not (eglot-current-server)))
(dolist (each (buffer-list)) (with-current-buffer each (set-buffer-modified-p nil)))
(kill-emacs (if failed 1 0))
